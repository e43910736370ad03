"""Addresses of charts; each of a chart takes the same parameters (`kho.publishing.charts.addresses`)."""

from django.urls import path

from kho.web.charts import pages, pictures

urlpatterns = [
    path("dataset/<slug:name>/chart", pages.chart, name="chart"),
    path("dataset/<slug:name>/chart.svg", pictures.svg, name="chart_svg"),
    path("dataset/<slug:name>/chart.png", pictures.png, name="chart_png"),
    path("dataset/<slug:name>/chart.csv", pictures.csv, name="chart_csv"),
    path("dataset/<slug:name>/chart.json", pictures.vega_lite, name="chart_json"),
    path("dataset/<slug:name>/chart.vega", pictures.vega, name="chart_vega"),
]
