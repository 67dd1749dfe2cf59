walk 0x400000 --paging=pae --access=fetch --map 0x400000=0x5000:rw
