"""Terms of controlled vocabularies: their addresses, with the type and labels that let shapes conform off-line.

DCAT-AP 3.0.1, section “Controlled vocabularies to be used”: the EU Publications Office's authority tables, IANA's media
types, ADMS's publisher and licence types.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rdflib.namespace import FOAF, SKOS

from kho.messages import Message
from kho.publishing.dcat.terms import DCT, SPDX
from kho.publishing.formats import FORMATS, FileFormat, Format

EU: Final = "http://publications.europa.eu/resource/authority/"
IANA: Final = "https://www.iana.org/assignments/media-types/"
ADMS_TYPES: Final = "http://purl.org/adms/"


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A term: its address, its classes, what it is called, and the list it stands in."""

    iri: str
    kinds: tuple[str, ...]
    label: Message
    scheme: str | None = None


CONCEPT: Final = str(SKOS.Concept)
DOCUMENT: Final = str(FOAF.Document)


def _eu(table: str, code: str, vi: str, en: str, kind: str | None = None) -> Term:
    kinds = (CONCEPT,) if kind is None else (kind, CONCEPT)
    return Term(iri=f"{EU}{table}/{code}", kinds=kinds, label=Message(vi, en), scheme=f"{EU}{table}")


def _adms(table: str, code: str, vi: str, en: str) -> Term:
    return Term(
        iri=f"{ADMS_TYPES}{table}/{code}",
        kinds=(CONCEPT,),
        label=Message(vi, en),
        scheme=f"{ADMS_TYPES}{table}/1.0",
    )


def _frequency(code: str, vi: str, en: str) -> Term:
    return _eu("frequency", code, vi, en, str(DCT.Frequency))


VIETNAMESE: Final = _eu("language", "VIE", "Tiếng Việt", "Vietnamese", str(DCT.LinguisticSystem))
ENGLISH: Final = _eu("language", "ENG", "Tiếng Anh", "English", str(DCT.LinguisticSystem))
PUBLIC: Final = _eu("access-right", "PUBLIC", "công khai", "public", str(DCT.RightsStatement))
STABLE: Final = _eu("planned-availability", "STABLE", "lâu dài", "stable")
VIETNAM: Final = _eu("country", "VNM", "Việt Nam", "Viet Nam", str(DCT.Location))
SHA256: Final = Term(
    iri=str(SPDX.checksumAlgorithm_sha256),
    kinds=(str(SPDX.ChecksumAlgorithm),),
    label=Message("SHA-256", "SHA-256"),
)

OTHER: Final = _frequency("OTHER", "khác", "other")
FREQUENCIES: Final[Mapping[tuple[int, str], Term]] = {
    (1, "hour"): _frequency("HOURLY", "hằng giờ", "hourly"),
    (2, "hour"): _frequency("BIHOURLY", "hai giờ một lần", "every two hours"),
    (3, "hour"): _frequency("TRIHOURLY", "ba giờ một lần", "every three hours"),
    (12, "hour"): _frequency("12HRS", "12 giờ một lần", "every twelve hours"),
    (1, "day"): _frequency("DAILY", "hằng ngày", "daily"),
    (7, "day"): _frequency("WEEKLY", "hằng tuần", "weekly"),
    (14, "day"): _frequency("BIWEEKLY", "hai tuần một lần", "every two weeks"),
    (1, "month"): _frequency("MONTHLY", "hằng tháng", "monthly"),
    (2, "month"): _frequency("BIMONTHLY", "hai tháng một lần", "every two months"),
    (3, "month"): _frequency("QUARTERLY", "hằng quý", "quarterly"),
    (4, "month"): _frequency("ANNUAL_3", "ba lần một năm", "three times a year"),
    (6, "month"): _frequency("ANNUAL_2", "sáu tháng một lần", "twice a year"),
    (12, "month"): _frequency("ANNUAL", "hằng năm", "annual"),
    (24, "month"): _frequency("BIENNIAL", "hai năm một lần", "every two years"),
    (36, "month"): _frequency("TRIENNIAL", "ba năm một lần", "every three years"),
    (48, "month"): _frequency("QUADRENNIAL", "bốn năm một lần", "every four years"),
    (60, "month"): _frequency("QUINQUENNIAL", "năm năm một lần", "every five years"),
    (120, "month"): _frequency("DECENNIAL", "mười năm một lần", "every ten years"),
    (240, "month"): _frequency("BIDECENNIAL", "hai mươi năm một lần", "every twenty years"),
    (360, "month"): _frequency("TRIDECENNIAL", "ba mươi năm một lần", "every thirty years"),
}
"""By how many hours, days or months lie between two deliveries."""

THEMES: Final[Mapping[str, Term]] = {
    code: _eu("data-theme", code, vi, en)
    for code, vi, en in (
        ("AGRI", "Nông nghiệp, thuỷ sản, lâm nghiệp và thực phẩm", "Agriculture, fisheries, forestry and food"),
        ("ECON", "Kinh tế và tài chính", "Economy and finance"),
        ("EDUC", "Giáo dục, văn hoá và thể thao", "Education, culture and sport"),
        ("ENER", "Năng lượng", "Energy"),
        ("ENVI", "Môi trường", "Environment"),
        ("GOVE", "Chính quyền và khu vực công", "Government and public sector"),
        ("HEAL", "Y tế", "Health"),
        ("INTR", "Vấn đề quốc tế", "International issues"),
        ("JUST", "Tư pháp, hệ thống pháp luật và an ninh công cộng", "Justice, legal system and public safety"),
        ("REGI", "Vùng và đô thị", "Regions and cities"),
        ("SOCI", "Dân số và xã hội", "Population and society"),
        ("TECH", "Khoa học và công nghệ", "Science and technology"),
        ("TRAN", "Giao thông vận tải", "Transport"),
    )
}
DATA_THEMES: Final = f"{EU}data-theme"

AGENT_TYPES: Final[Mapping[str, Term]] = {
    "central": _adms("publishertype", "NationalAuthority", "Cơ quan trung ương", "National authority"),
    "province": _adms("publishertype", "RegionalAuthority", "Cơ quan cấp tỉnh", "Regional authority"),
    "district": _adms("publishertype", "LocalAuthority", "Cơ quan địa phương", "Local authority"),
    "commune": _adms("publishertype", "LocalAuthority", "Cơ quan địa phương", "Local authority"),
    "enterprise": _adms("publishertype", "Company", "Doanh nghiệp", "Company"),
}
"""By an agency's level."""


def _format(each: Format) -> Term:
    return _eu("file-type", each.code or "", each.label, each.label, str(DCT.MediaTypeOrExtent))


def _media(name: str) -> Term:
    return Term(iri=f"{IANA}{name}", kinds=(str(DCT.MediaType),), label=Message(name, name))


FILE_TYPES: Final[Mapping[FileFormat, Term]] = {
    each.format: _format(each) for each in FORMATS.values() if each.code is not None
}
"""JSON lines have no entry in the EU's table."""
MEDIA_TYPES: Final[Mapping[FileFormat, Term]] = {
    each.format: _media(each.media_type) for each in FORMATS.values() if each.is_registered
}
"""JSON lines are not registered with IANA."""
