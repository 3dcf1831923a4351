"""An action plan that a council keeps in a spreadsheet, brought in: files.py reads the
table, words.py and sheet.py what its cells say, and writing.py plays the verbs."""
