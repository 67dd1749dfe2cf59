"""The sections of an ELF object that are loaded, and what relocates them."""

import struct

SHT_SYMTAB, SHT_RELA, SHT_NOBITS, SHT_REL = 2, 4, 8, 9
SHF_ALLOC = 2


def loaded_sections(path):
    """[(name, type, flags, size, bytes)] of the sections with SHF_ALLOC and of
    the relocations of those, in the order of the file."""
    with open(path, "rb") as file:
        data = file.read()
    assert data[:4] == b"\x7fELF" and data[5] == 1, f"{path}: not a little-endian ELF file"
    is64 = data[4] == 2
    if is64:
        (offset,) = struct.unpack_from("<Q", data, 40)
        size, count, names = struct.unpack_from("<HHH", data, 58)
        layout = "<IIQQQQIIQQ"
    else:
        (offset,) = struct.unpack_from("<I", data, 32)
        size, count, names = struct.unpack_from("<HHH", data, 46)
        layout = "<IIIIIIIIII"
    first = struct.unpack_from(layout, data, offset)
    if count == 0:  # more than 0xff00 sections: the numbers are in the first
        count = first[5]
    if names == 0xFFFF:
        names = first[6]
    headers = [struct.unpack_from(layout, data, offset + i * size) for i in range(count)]
    table = headers[names]
    strings = data[table[4] : table[4] + table[5]]

    def name(header):
        return strings[header[0] : strings.index(b"\0", header[0])].decode()

    result = []
    for header in headers:
        _, kind, flags, _, at, length, _, info = header[:8]
        relocates = kind in (SHT_REL, SHT_RELA) and headers[info][2] & SHF_ALLOC
        if flags & SHF_ALLOC or relocates:
            content = b"" if kind == SHT_NOBITS else data[at : at + length]
            result.append((name(header), kind, flags, length, content))
    return result
