walk 0x7ffffffeeff8 0x7ffffffeefff --access=write
