FROM a\
