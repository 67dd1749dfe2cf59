walk 0xffff800000000000 --access=write
