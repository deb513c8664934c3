def reachable_maximin(*a): raise NotImplementedError
def reachable_nash(*a): raise NotImplementedError
def reachable_goldilocks(*a): raise NotImplementedError
