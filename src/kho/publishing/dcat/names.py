"""What classes and properties of DCAT-AP are called in sentences for people."""

from collections.abc import Mapping
from typing import Final

from kho.messages import Message

CLASSES: Final[Mapping[str, Message]] = {
    "dcat:Catalog": Message("Danh mục", "The catalogue"),
    "dcat:DatasetSeries": Message("Chuỗi bộ dữ liệu", "The dataset series"),
    "dcat:Dataset": Message("Bộ dữ liệu", "The dataset"),
    "dcat:Distribution": Message("Tệp phân phối", "The distribution"),
    "dcat:DataService": Message("Dịch vụ dữ liệu", "The data service"),
    "dcat:CatalogRecord": Message("Bản ghi danh mục", "The catalogue record"),
    "dcat:Relationship": Message("Quan hệ", "The relationship"),
    "foaf:Agent": Message("Cơ quan", "The agent"),
    "spdx:Checksum": Message("Mã kiểm tra", "The checksum"),
    "dct:LicenseDocument": Message("Giấy phép", "The licence"),
    "dct:Location": Message("Địa điểm", "The location"),
    "dct:PeriodOfTime": Message("Khoảng thời gian", "The period"),
    "skos:ConceptScheme": Message("Bảng thuật ngữ", "The list of terms"),
    "skos:Concept": Message("Thuật ngữ", "The term"),
    "adms:Identifier": Message("Mã định danh", "The identifier"),
}
"""By class, the more special before the more general."""
THING: Final = Message("Đối tượng", "The thing")

PROPERTIES: Final[Mapping[str, Message]] = {
    "adms:identifier": Message("mã định danh khác", "another identifier"),
    "adms:sample": Message("mẫu", "a sample"),
    "adms:status": Message("trạng thái", "a status"),
    "adms:versionNotes": Message("ghi chú phiên bản", "version notes"),
    "dcat:accessService": Message("dịch vụ truy cập", "an access service"),
    "dcat:accessURL": Message("địa chỉ truy cập", "an access address"),
    "dcat:bbox": Message("khung toạ độ", "a bounding box"),
    "dcat:byteSize": Message("dung lượng", "a size in bytes"),
    "dcat:centroid": Message("điểm giữa", "a centroid"),
    "dcat:compressFormat": Message("dạng nén", "a compression format"),
    "dcat:contactPoint": Message("nơi liên hệ", "a contact point"),
    "dcat:dataset": Message("bộ dữ liệu", "a dataset"),
    "dcat:distribution": Message("tệp phân phối", "a distribution"),
    "dcat:downloadURL": Message("địa chỉ tải về", "a download address"),
    "dcat:endDate": Message("ngày cuối", "an end date"),
    "dcat:endpointDescription": Message("mô tả máy đọc được của dịch vụ", "a description of the endpoint"),
    "dcat:endpointURL": Message("địa chỉ dịch vụ", "an endpoint address"),
    "dcat:hadRole": Message("vai trò", "a role"),
    "dcat:hasVersion": Message("phiên bản", "a version"),
    "dcat:inSeries": Message("chuỗi chứa nó", "a series"),
    "dcat:keyword": Message("từ khoá", "a keyword"),
    "dcat:landingPage": Message("trang giới thiệu", "a landing page"),
    "dcat:mediaType": Message("kiểu nội dung (IANA)", "a media type (IANA)"),
    "dcat:packageFormat": Message("dạng gói", "a package format"),
    "dcat:record": Message("bản ghi", "a record"),
    "dcat:servesDataset": Message("bộ dữ liệu được phục vụ", "the dataset it serves"),
    "dcat:service": Message("dịch vụ", "a service"),
    "dcat:startDate": Message("ngày đầu", "a start date"),
    "dcat:temporalResolution": Message("độ phân giải thời gian", "a temporal resolution"),
    "dcat:theme": Message("chủ đề", "a theme"),
    "dcat:themeTaxonomy": Message("bảng chủ đề", "a theme taxonomy"),
    "dcat:version": Message("số phiên bản", "a version number"),
    "dcatap:availability": Message("mức sẵn có", "a planned availability"),
    "dct:accessRights": Message("quyền truy cập", "access rights"),
    "dct:accrualPeriodicity": Message("tần suất cập nhật", "an update frequency"),
    "dct:conformsTo": Message("chuẩn tuân theo", "a standard it conforms to"),
    "dct:creator": Message("người tạo", "a creator"),
    "dct:description": Message("mô tả", "a description"),
    "dct:format": Message("dạng tệp", "a file format"),
    "dct:identifier": Message("mã", "an identifier"),
    "dct:issued": Message("ngày công bố", "a date of issue"),
    "dct:language": Message("ngôn ngữ", "a language"),
    "dct:license": Message("giấy phép", "a licence"),
    "dct:modified": Message("ngày sửa đổi", "a date of modification"),
    "dct:provenance": Message("nguồn gốc", "a provenance"),
    "dct:publisher": Message("cơ quan công bố", "a publisher"),
    "dct:relation": Message("thứ liên quan", "a relation"),
    "dct:rights": Message("quyền", "rights"),
    "dct:source": Message("nguồn", "a source"),
    "dct:spatial": Message("phạm vi không gian", "a spatial coverage"),
    "dct:temporal": Message("phạm vi thời gian", "a temporal coverage"),
    "dct:title": Message("tên", "a title"),
    "dct:type": Message("loại", "a type"),
    "foaf:homepage": Message("trang chủ", "a home page"),
    "foaf:name": Message("tên", "a name"),
    "foaf:page": Message("trang tài liệu", "a page about it"),
    "foaf:primaryTopic": Message("đối tượng được mô tả", "what it is about"),
    "skos:notation": Message("mã", "a notation"),
    "skos:prefLabel": Message("tên gọi", "a label"),
    "spdx:algorithm": Message("thuật toán", "an algorithm"),
    "spdx:checksum": Message("mã kiểm tra", "a checksum"),
    "spdx:checksumValue": Message("giá trị mã kiểm tra", "a checksum value"),
}


def property_name(path: str) -> Message:
    """A property in words with its name behind: `tên (dct:title)`."""
    words = PROPERTIES.get(path)
    return Message(path, path) if words is None else Message(f"{words.vi} ({path})", f"{words.en} ({path})")
