"""The public record: acts, stored in the transaction of what they tell of, and published."""
