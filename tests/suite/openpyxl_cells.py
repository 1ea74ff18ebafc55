"""The cells of a workbook as openpyxl reads them, as JSON: a letter for the type, and the value."""

import datetime
import json
import sys

import openpyxl
from openpyxl.utils.datetime import to_excel
from openpyxl.utils.escape import unescape


def cell(cell):
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        sys.exit(f"a formula in {cell.coordinate}")
    if cell.hyperlink is not None:
        sys.exit(f"a link in {cell.coordinate}")
    if isinstance(value, (datetime.datetime, datetime.date)):
        return f"d {round(to_excel(value) * 86400)}"
    if isinstance(value, (int, float)):
        return f"n {value:g}" if isinstance(value, float) else f"n {value}"
    # openpyxl leaves the escapes of ST_Xstring to its caller
    return "s " + unescape(value)


book = openpyxl.load_workbook(sys.argv[1])
sheets = {}
for sheet in book:
    if sheet.freeze_panes != "A2" or not sheet.auto_filter.ref:
        sys.exit(f"{sheet.title}: no frozen heading, or no filter")
    sheets[sheet.title] = [[cell(c) for c in row] for row in sheet.iter_rows()]
json.dump(sheets, sys.stdout)
