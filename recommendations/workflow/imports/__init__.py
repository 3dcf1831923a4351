"""An action plan that a council keeps in a spreadsheet, brought in: reading.py gives
its tables, words.py, rows.py and sheet.py what their cells say, matching.py finds the
records that they mean, checking.py says what a file may not do, playing.py and
writing.py play the verbs, and outcome.py tells what came of it."""
