"""Word documents: the parts that every report in DOCX is built from. The library is loaded when one is made."""
