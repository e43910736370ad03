"""Addresses of the registers."""

from django.urls import path, re_path
from django.views.generic import RedirectView

from kho.web.accounts.permits import signed_in
from kho.web.registers import agencies, code_lists, systems
from kho.web.registers.importing import pages as importing

urlpatterns = [
    path("", signed_in(RedirectView.as_view(pattern_name="register_agencies")), name="registers"),
    path("/agencies", agencies.agencies, name="register_agencies"),
    path("/agencies/new", agencies.new, name="register_agency_new"),
    path("/agencies/merge", agencies.merge, name="register_agency_merge"),
    path("/agencies/of/<slug:name>", agencies.agency, name="register_agency"),
    path("/agencies/of/<slug:name>/edit", agencies.edit, name="register_agency_edit"),
    path("/agencies/of/<slug:name>/close", agencies.close, name="register_agency_close"),
    path("/systems", systems.systems, name="register_systems"),
    path("/systems/new", systems.new, name="register_system_new"),
    path("/systems/of/<slug:name>", systems.system, name="register_system"),
    path("/systems/of/<slug:name>/edit", systems.edit, name="register_system_edit"),
    path("/systems/of/<slug:name>/close", systems.close, name="register_system_close"),
    path("/code-lists", code_lists.lists, name="register_lists"),
    path("/code-lists/new", code_lists.new_list, name="register_list_new"),
    path("/code-lists/of/<slug:name>", code_lists.codes, name="register_codes"),
    path("/code-lists/of/<slug:name>/new", code_lists.new_code, name="register_code_new"),
    path("/code-lists/of/<slug:name>/many", code_lists.many, name="register_codes_many"),
    path("/code-lists/of/<slug:name>/<int:number>", code_lists.edit_code, name="register_code_edit"),
    re_path(r"^/(?P<register>systems|agencies)/import$", importing.upload, name="register_import"),
    re_path(
        r"^/(?P<register>systems|agencies)/import/(?P<number>[0-9]{1,12})$", importing.look, name="register_import_look"
    ),
]
