"""Addresses of the agency's side, below `/work/participation`."""

from django.urls import path

from kho.web.participation import work

urlpatterns = [
    path("", work.inbox, name="inbox"),
    path("/<int:number>", work.matter, name="work_matter"),
    path("/<int:number>/answer", work.answer, name="work_answer"),
    path("/<int:number>/move", work.move, name="work_move"),
    path("/<int:number>/hide", work.hide, name="work_hide"),
    path("/<int:number>/restore", work.restore, name="work_restore"),
    path("/<int:number>/complaint/<int:complaint>", work.leave, name="work_leave"),
    path("/<int:number>/file", work.file, name="work_file"),
    path("/<int:number>/hand-over", work.hand_over, name="work_hand_over"),
    path("/<int:number>/block", work.block, name="work_block"),
    path("/<int:number>/lift", work.lift, name="work_lift"),
]
