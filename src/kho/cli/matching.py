"""`kho match` as a person sees it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.text import Text

from kho.cli.running import run_all
from kho.cli.session import Session, person
from kho.cli.views import Screen
from kho.contracts.names import DatasetName
from kho.contracts.problems import near
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.computing import WaitingError, missing_inputs
from kho.pipeline.matching.forms import Side
from kho.pipeline.matching.pairs import Pair, Said, Verdict, gained_told
from kho.pipeline.matching.review import questions, take_decisions, write_questions
from kho.pipeline.matching.running import Matched, compute
from kho.pipeline.workplace import RunOptions, Workplace
from kho.province.matches.model import Match
from kho.warehouse.tables import TableRef

CANDIDATES = 5
LEAST_TOLD = 0.1
VERDICTS = {
    Verdict.MATCH: Message("là một", "one and the same"),
    Verdict.UNSURE: Message("chưa chắc", "unsure"),
    None: Message("không phải", "not one"),
}
RULED = {
    Said.YES: Message("{by} đã quyết định: là một", "{by} decided: one and the same"),
    Said.NO: Message("{by} đã quyết định: không phải", "{by} decided: not one"),
    Said.STALE: Message("{by} đã quyết định, nhưng dòng đã đổi", "{by} decided, but a row has changed"),
}


class UnknownMatchError(KhoError):
    """No declaration has this name."""

    code = "KHO-R625"
    what = Message(vi="Không có so khớp tên “{name}”.", en="No match is declared as “{name}”.")
    mend = Message(
        vi="Viết matches/{name}.yaml; đã có: {known}.{near_vi}",
        en="Write matches/{name}.yaml; there are: {known}.{near_en}",
    )


class NoSuchRowError(KhoError):
    """A matched table has no row with this key."""

    code = "KHO-R626"
    what = Message(vi="{dataset} không có dòng nào khoá “{key}”.", en="{dataset} has no row with the key “{key}”.")
    mend = Message(
        vi="Khoá gồm các cột {columns}; nhiều cột thì nối bằng “|”.{near_vi}",
        en="The key is {columns}; several are joined by “|”.{near_en}",
    )


def match_all(session: Session, names: Sequence[str], *, again: bool) -> int:
    """Run the named matches, or all; say how many pairs are matches and questions."""
    province = session.province()
    chosen = [_named(province.matches, name) for name in names] or list(province.matches.values())
    screen = Screen(session.language)
    if not chosen:
        vi, en = "viết matches/lĩnh-vực/tên.yaml", "write matches/domain/name.yaml"
        screen.say(f"Chưa khai báo so khớp nào: {vi}.", f"No match is declared: {en}.")
        return 0
    options = RunOptions(again=again)
    code = run_all(session, [str(each.name) for each in chosen], options=options, file=None, processes=1)
    place = session.workplace()
    for match in chosen:
        _say_counts(screen, place, match)
    return code


def write_review(session: Session, name: str, out: Path | None) -> None:
    """Write the review file. Raises NotMatchedYetError."""
    place = session.workplace()
    match, screen = _match(place, name), Screen(session.language)
    asked = questions(place, match)
    file = out or Path(f"{match.name.dataset}-review.xlsx")
    write_questions(match, asked, file, session.language)
    screen.say(
        f"Đã ghi {len(asked)} cặp chưa chắc vào {file}. Điền cột đầu rồi: kho match decide {match.name} {file}",
        f"{len(asked)} unsure pairs are in {file}. Fill the first column, then: kho match decide {match.name} {file}",
        "green",
    )


def take_review(session: Session, name: str, file: Path, by: str | None) -> None:
    """Take the decisions of a file. Raises BadDecisionsError."""
    place = session.workplace()
    match, screen = _match(place, name), Screen(session.language)
    handed = take_decisions(place, match, file, by=by or person(), at=datetime.now(UTC))
    counts = Counter(each.same for each in handed.decisions)
    screen.say(
        f"Đã nhận {len(handed.decisions)} quyết định ({counts[True]} có, {counts[False]} không) của {handed.by}. "
        f"Áp dụng bằng: kho match {match.name}",
        f"{len(handed.decisions)} decisions ({counts[True]} yes, {counts[False]} no) of {handed.by} are kept. "
        f"They take effect by: kho match {match.name}",
        "green",
    )


def show_row(session: Session, name: str, key: str) -> None:
    """The candidates of one row, the likeliest first. Raises NoSuchRowError."""
    place = session.workplace()
    match, screen = _match(place, name), Screen(session.language)
    missing = missing_inputs(place, match.inputs)
    if missing:
        raise WaitingError(where=name, missing=", ".join(map(str, missing)))
    matched = compute(place, match)
    if key not in matched.left.keys:
        close = near(key, matched.left.keys)
        told = {"columns": ", ".join(match.left_key), "near_vi": close.vi, "near_en": close.en}
        raise NoSuchRowError(where=name, dataset=match.left, key=key, **told)
    _Row(screen, match, matched).show(key)


class _Row:
    """One row with its candidates on the screen."""

    def __init__(self, screen: Screen, match: Match, matched: Matched) -> None:
        self._screen, self._match, self._matched = screen, match, matched

    def show(self, key: str) -> None:
        """The row, then its candidates."""
        self._screen.console.print(Text(f"{key}  {_told(self._match, self._matched.left, key)}", style="bold"))
        found = [pair for pair in self._matched.pairs if key in self._keys(pair)]
        found.sort(key=lambda pair: (-pair.prior - pair.weight, pair.right))
        if not found:
            self._screen.say("Không có dòng nào đáng xét.", "No row is worth looking at.", "dim")
        for pair in found[:CANDIDATES]:
            self._candidate(pair, key)

    def _keys(self, pair: Pair) -> tuple[str, ...]:
        return (pair.left, pair.right) if self._match.within_one else (pair.left,)

    def _candidate(self, pair: Pair, key: str) -> None:
        other = pair.right if pair.left == key else pair.left
        judged = next((each for each in self._matched.judged if each.pair is pair), None)
        verdict = self._screen.message(VERDICTS[judged.verdict if judged else None])
        share = self._screen.number(100 * pair.probability, places=1)
        screen = self._screen
        screen.console.print()
        screen.console.print(Text(f"{other}  {_told(self._match, self._matched.right, other)}", style="cyan"))
        screen.say(f"  {share}%: {verdict}", f"  {share}%: {verdict}", "bold")
        ruling = self._matched.rulings.get((pair.left, pair.right))
        if ruling is not None:
            screen.console.print(Text(f"  {screen.message(RULED[ruling.said].filled(by=ruling.by))}", style="yellow"))
        before = screen.number(2 ** min(-pair.prior, 60.0) + 1)
        screen.say(f"  Trước khi so: 1 trên {before}.", f"  Before anything is compared: 1 in {before}.", "dim")
        if abs(pair.gained) >= LEAST_TOLD:
            screen.console.print(Text(f"  {screen.message(gained_told(pair))}", style="dim"))
        for part in pair.parts:
            style = "dim" if part.grade is None else "green" if part.weight > 0 else "red"
            screen.console.print(Text(f"  {screen.message(part.said)}", style=style))


def _told(match: Match, side: Side, key: str) -> str:
    said = side.said[side.keys.index(key)]
    return " · ".join(text for each in match.compared if (text := ", ".join(said[each.name]).strip(", ")))


def _say_counts(screen: Screen, place: Workplace, match: Match) -> None:
    ref = TableRef.of(match.contract)
    if not place.warehouse.exists(ref):
        return
    verdicts = Counter(each for batch in place.warehouse.read(ref, ["verdict"]) for each in batch.column(0).to_pylist())
    sure, asked = verdicts[Verdict.MATCH], verdicts[Verdict.UNSURE]
    vi, en = f"{sure} cặp là một, {asked} cặp chưa chắc", f"{sure} pairs are one, {asked} are unsure"
    screen.say(f"{match.name}: {vi}.", f"{match.name}: {en}.")
    if asked:
        screen.console.print(Text(f"  kho match review {match.name}", style="cyan"))


def _match(place: Workplace, name: str) -> Match:
    return _named(place.province.matches, name)


def _named(known: Mapping[DatasetName, Match], name: str) -> Match:
    match = known.get(DatasetName.parse(name))
    if match is None:
        close = near(name, map(str, known))
        listed = ", ".join(map(str, known)) or "–"
        raise UnknownMatchError(where=name, name=name, known=listed, near_vi=close.vi, near_en=close.en)
    return match
