"""Addresses of deliveries."""

from django.urls import path

from kho.web.deliveries import correction_pages, decisions, handing_over, pages, withdrawal_pages

urlpatterns = [
    path("", pages.deliveries, name="deliveries"),
    path("/new", handing_over.hand_over, name="hand_over"),
    path("/runs/<str:run>", pages.run_page, name="delivery_run"),
    path("/runs/<str:run>/rows", pages.run_rows, name="delivery_run_rows"),
    path("/runs/<str:run>/marked", pages.run_marked, name="delivery_run_marked"),
    path("/datasets/<str:slug>/withdraw", withdrawal_pages.withdraw, name="dataset_withdraw"),
    path("/datasets/<str:slug>/put-back", withdrawal_pages.back, name="dataset_put_back"),
    path("/<str:key>", pages.delivery, name="delivery"),
    path("/<str:key>/progress", pages.progress, name="delivery_progress"),
    path("/<str:key>/rows", pages.rows, name="delivery_rows"),
    path("/<str:key>/marked", pages.marked, name="delivery_marked"),
    path("/<str:key>/correct", correction_pages.correct, name="delivery_correct"),
    path("/<str:key>/corrections", correction_pages.corrections, name="delivery_corrections"),
    path("/<str:key>/corrections/undo", correction_pages.undo, name="delivery_undo"),
    path("/<str:key>/preview", pages.preview, name="delivery_preview"),
    path("/<str:key>/publish", decisions.publish, name="delivery_publish"),
    path("/<str:key>/check", decisions.check_again, name="delivery_check"),
    path("/<str:key>/send-back", decisions.send_back, name="delivery_send_back"),
    path("/<str:key>/throw-away", decisions.throw_away, name="delivery_throw_away"),
    path("/<str:key>/withdraw", decisions.withdraw, name="delivery_withdraw"),
]
