"""What is refused of models because their rows stand in no delivered file."""

from kho.errors import KhoError
from kho.messages import Message
from kho.province.models.model import Model


class ModelTakesNoFileError(KhoError):
    """A file is handed over for a model."""

    code = "KHO-R612"
    what = Message(
        vi="{name} là bảng tổng hợp, không nhận tệp: dữ liệu đến từ câu SQL.",
        en="{name} is a model and takes no file: its rows come from SQL.",
    )
    mend = Message(
        vi="Gửi tệp vào một bộ dữ liệu mà nó đọc: {inputs}.", en="Hand the file to a dataset it reads: {inputs}."
    )


class ModelRowsError(KhoError):
    """Rows of a model stand in no delivered file."""

    code = "KHO-R613"
    what = Message(
        vi="Dòng của {name} không nằm trong tệp nào: được tính bằng SQL từ {inputs}.",
        en="Rows of {name} stand in no file: SQL computes them from {inputs}.",
    )
    mend = Message(
        vi="Xem câu SQL ở {file}; tra nguyên văn ở các bảng đầu vào bằng `kho trace`.",
        en="Look at the SQL in {file}; trace the rows of its inputs with `kho trace`.",
    )


def sql_file(model: Model) -> str:
    """The model's SQL, from the province folder."""
    return f"models/{model.name}.sql"


def refuse_file(model: Model, file: str) -> ModelTakesNoFileError:
    """Why a file cannot be handed over for a model."""
    return ModelTakesNoFileError(where=file, name=model.name, inputs=_inputs(model))


def refuse_as_source(model: Model) -> ModelRowsError:
    """Why a model's rows cannot be led back to a file."""
    return ModelRowsError(where=sql_file(model), name=model.name, inputs=_inputs(model), file=sql_file(model))


def _inputs(model: Model) -> str:
    return ", ".join(map(str, model.inputs))
