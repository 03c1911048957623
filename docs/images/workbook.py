"""Make the pictures of a workbook with LibreOffice and pdftoppm: python docs/images/workbook.py."""

import subprocess
import tempfile
from pathlib import Path

from migsim.facilitation.conversion import new_file

HERE = Path(__file__).parent
PICTURES = {
    "constraints": "workbook-constraints",
    "influence": "workbook-influence",
    "strategies": "workbook-strategies",
}


def main() -> None:
    """Write a new workbook, print it, and keep the first page of some of its sheets."""
    with tempfile.TemporaryDirectory() as folder:
        for sheet, name in PICTURES.items():
            book = _only(new_file(Path(folder) / f"{name}.xlsx", "treyl-poultry")[0], sheet)
            subprocess.run(["libreoffice", "--headless", "--convert-to", "pdf", "--outdir", folder, book], check=True)
            picture = ["pdftoppm", "-png", "-singlefile", "-r", "110", "-f", "1", "-l", "1"]
            subprocess.run([*picture, str(Path(folder) / f"{name}.pdf"), str(HERE / name)], check=True)
            _crop(HERE / f"{name}.png")


def _only(book: Path, sheet: str) -> str:
    """Leave one sheet of a workbook, so that its first page is the first of all."""
    from openpyxl import load_workbook

    loaded = load_workbook(book)
    for other in [title for title in loaded.sheetnames if title != sheet]:
        del loaded[other]
    loaded.save(book)
    return str(book)


def _crop(picture: Path) -> None:
    """Cut the empty paper off."""
    from PIL import Image, ImageChops

    image = Image.open(picture).convert("RGB")
    inside = ImageChops.difference(image, Image.new("RGB", image.size, "white")).getbbox()
    left, upper, right, lower = inside or (0, 0, *image.size)
    lower = min(lower, image.height - 60) if lower > image.height - 60 else lower  # without the footer
    cut = image.crop((max(left - 12, 0), max(upper - 12, 0), right + 12, min(lower, 700)))
    cut.quantize(64).save(picture, optimize=True)


if __name__ == "__main__":
    main()
