"""A frame on its way in: each piece is sealed as it arrives, and nothing else is ever written down."""

import contextlib
import errno
import tempfile
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers, StopUpload

from tequio.faults import Fault
from tequio.web.recruitment.frame.container import Sealer
from tequio.web.recruitment.frame.faults import DiskFull, UploadTooLarge

FULL = {errno.ENOSPC, errno.EDQUOT}


class SealedUpload(UploadedFile):  # type: ignore[type-arg]  # generic for those who check only
    """A file that arrived whole: sealed, in a temporary place from which the storage takes it.

    `content_size` and `sha256` are of what was sent.
    """

    def __init__(self, file: IO[bytes], name: str, sealer: Sealer) -> None:
        super().__init__(file, name, "application/octet-stream", Path(file.name).stat().st_size)
        self.content_size, self.sha256 = sealer.size, sealer.sha256

    def temporary_file_path(self) -> str:
        """Where it lies, so that the storage moves instead of copying it."""
        return str(getattr(self.file, "name", ""))

    def close(self) -> None:
        """Lets go of it; a file that the storage took has moved away already."""
        with contextlib.suppress(FileNotFoundError):
            super().close()


class SealingHandler(FileUploadHandler):
    """Takes the one file of a form. After a fault it reads on, keeps nothing and has `fault` set.

    Args:
        limit: bytes of content at most.
    """

    def __init__(self, request: Any = None, limit: int | None = None) -> None:
        super().__init__(request)
        self.limit = settings.FRAME_BYTES if limit is None else limit
        self.fault: Fault | None = None
        self._file: IO[bytes] | None = None
        self._sealer: Sealer | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Opens a place for it; a second file of the same form is read past."""
        super().new_file(*args, **kwargs)
        if self._file is None and self.fault is None:
            try:
                self._file = tempfile.NamedTemporaryFile(dir=_folder(), suffix=".sealed")  # noqa: SIM115
                self._sealer = Sealer(self._file)
            except OSError as error:
                self._give_up(error)
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002
        """Seals a piece."""
        if self._sealer is None:
            return
        if self._sealer.size + len(raw_data) > self.limit:
            self.fault = UploadTooLarge(self.limit)
            self.upload_interrupted()
            # Nobody should send gigabytes to be told so at the end.
            raise StopUpload(connection_reset=False)
        try:
            self._sealer.write(raw_data)
        except OSError as error:
            self._give_up(error)

    def file_complete(self, file_size: int) -> SealedUpload | None:  # noqa: ARG002
        """The file, or nothing after a fault."""
        if self._file is None or self._sealer is None:
            return None
        try:
            self._sealer.close()
        except OSError as error:
            self._give_up(error)
            return None
        done, self._sealer = self._sealer, None
        return SealedUpload(self._file, self.file_name or "", done)

    def upload_interrupted(self) -> None:
        """Keeps nothing."""
        if self._file is not None:
            self._file.close()
        self._file = self._sealer = None

    def _give_up(self, error: OSError) -> None:
        if error.errno not in FULL:
            self.upload_interrupted()
            raise error
        self.fault = DiskFull()
        self.upload_interrupted()


def _folder() -> Path:
    """Beside the storage, so that taking it in is a renaming."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    return root
