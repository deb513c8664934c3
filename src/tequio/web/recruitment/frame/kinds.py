"""The kinds of run of frame and letters, for the worker's table."""

from tequio.web.recruitment.frame.actions import CHECK, LETTERS, PLAN, frame_checked, letters_drawn, plan_laid
from tequio.web.recruitment.frame.computing import check_frame, draw_wave, lay_plan
from tequio.web.recruitment.frame.posting import LETTERS_PDF
from tequio.web.recruitment.frame.printing import print_letters
from tequio.web.runs.kinds import Kind

KINDS = {
    CHECK: Kind(check_frame, frame_checked),
    PLAN: Kind(lay_plan, plan_laid),
    LETTERS: Kind(draw_wave, letters_drawn),
    LETTERS_PDF: Kind(print_letters, lambda _run, _outcome: None),
}
