"""A scenario as a workbook, made from and read by the same schema as the TOML file.

`kinds`
    What one cell may hold, from the JSON schema of a field.
`fields`
    The columns of a table, or the rows of a form, of one model.
`layout`
    Which table of a scenario stands in which sheet.
`opening`
    Opening a workbook that may be broken or hostile, within limits.
`reading`, `tables`
    From sheets to the data of a scenario, with the cell of every figure.
`writing`, `dressing`
    From a scenario to sheets that people fill in.
"""
