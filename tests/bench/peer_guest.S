// A disk that boots without an operating system, for peer.py: tables of four
// levels over 64 pages, as the benchmark fullWalk has them, and loads from those
// pages in random order. It writes a byte to port 0xe9 before each part:
//
//   0xf1  loads that find their translation in the TLB
//   0xf2  the same, each after an invlpg of its page: a full walk
//   0xf3  the invlpg alone
//   0xf4  the end

.set PAGES, 64
.set FIRST, 0x70000000
.set LOADS, 50000000
.set WALKS, 5000000
.set SECTORS, 4                    // behind the first

// Physical memory: pages of tables, then the data.
.set pml4, 0x10000
.set pdpt, 0x11000
.set low, 0x12000
.set high, 0x13000
.set table, 0x14000
.set data, 0x15000

.text
.code16
.globl start
start:
  cli
  xorw %ax, %ax
  movw %ax, %ds
  movw %ax, %es
  movw %ax, %ss
  movw $0x7c00, %sp
  movw $0x200 + SECTORS, %ax       // the BIOS reads the rest; dl is the drive
  movw $0x7e00, %bx
  movw $2, %cx
  xorb %dh, %dh
  int $0x13
  lgdtw descriptor
  movl %cr0, %eax
  orl $1, %eax
  movl %eax, %cr0
  ljmpl $0x10, $protected

.align 8
gdt:
  .quad 0, 0x00209a0000000000, 0x00cf9a000000ffff, 0x00cf92000000ffff
descriptor:
  .word 31
  .long gdt

.org 510
.word 0xaa55

.code32
protected:
  movw $0x18, %ax
  movw %ax, %ds
  movw %ax, %es
  movw %ax, %ss
  cld
  movl $pml4, %edi
  movl $(data - pml4) / 4, %ecx
  xorl %eax, %eax
  rep stosl
  movl $pdpt + 3, pml4
  movl $low + 3, pdpt              // the first GiB: itself, in 2 MiB pages
  movl $high + 3, pdpt + 8         // the second: the data
  movl $0x83, %eax
  xorl %ecx, %ecx
1:
  movl %eax, low(, %ecx, 8)
  addl $0x200000, %eax
  incl %ecx
  cmpl $512, %ecx
  jne 1b
  movl $table + 3, high + 8 * ((FIRST - 0x40000000) >> 21)
  xorl %ecx, %ecx
  movl $data + 3, %eax
1:
  movl %eax, table(, %ecx, 8)
  addl $4096, %eax
  incl %ecx
  cmpl $PAGES, %ecx
  jne 1b

  movl %cr4, %eax                  // PAE, then EFER.LME, then CR0.PG
  orl $0x20, %eax
  movl %eax, %cr4
  movl $pml4, %eax
  movl %eax, %cr3
  movl $0xc0000080, %ecx
  rdmsr
  orl $0x100, %eax
  wrmsr
  movl %cr0, %eax
  orl $0x80000000, %eax
  movl %eax, %cr0
  ljmp $8, $long

.code64
long:
  movb $0xf1, %al
  outb %al, $0xe9
  movl $LOADS / 4, %ecx
  movl $12345, %edx
1:
.rept 4
  imull $1664525, %edx, %edx
  addl $1013904223, %edx
  movl %edx, %ebx
  shrl $14, %ebx                   // a byte of the 64 pages
  movb FIRST(%rbx), %al
.endr
  decl %ecx
  jnz 1b
  movb $0xf2, %al
  outb %al, $0xe9
  movl $WALKS, %ecx
1:
  imull $1664525, %edx, %edx
  addl $1013904223, %edx
  movl %edx, %ebx
  shrl $14, %ebx
  invlpg FIRST(%rbx)
  movb FIRST(%rbx), %al
  decl %ecx
  jnz 1b
  movb $0xf3, %al
  outb %al, $0xe9
  movl $WALKS, %ecx
1:
  imull $1664525, %edx, %edx
  addl $1013904223, %edx
  movl %edx, %ebx
  shrl $14, %ebx
  invlpg FIRST(%rbx)
  decl %ecx
  jnz 1b
  movb $0xf4, %al
  outb %al, $0xe9
2:
  hlt
  jmp 2b

.org (SECTORS + 1) * 512
