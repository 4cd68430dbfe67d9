"""Opens a workbook with openpyxl, sets some cells below a heading, and saves it: `resave_workbook.py IN OUT ROW=TITLE=VALUE ...`."""

import sys
from openpyxl import load_workbook

source, target, *changes = sys.argv[1:]
book = load_workbook(source)
sheet = book.worksheets[0]
head = next(row for row in sheet.iter_rows() if any(cell.value == "Kết quả rà soát" for cell in row))
columns = {cell.value: cell.column for cell in head}
for change in changes:
    row, title, value = change.split("=", 2)
    sheet.cell(row=head[0].row + 1 + int(row), column=columns[title]).value = value
book.save(target)
