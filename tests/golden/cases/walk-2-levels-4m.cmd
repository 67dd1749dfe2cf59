walk 0x400123 --paging=2 --page-size=4M --map 0x400000=0x800000 --access=write
