"""What reading a workbook needs beside the reader: containers, sheets, the table finder, fonts."""
