walk 0x40000123 --paging=5 --page-size=1G --map 0x40000000=0x80000000
