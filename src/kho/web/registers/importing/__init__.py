"""A register from a workbook: columns found, owners matched, each row looked at before anything is written."""
