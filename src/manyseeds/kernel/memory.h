/* malloc and free: the system's, or in WebAssembly, where there is no system, a stack of blocks. */
#ifndef MANYSEEDS_MEMORY_H
#define MANYSEEDS_MEMORY_H

#if !defined(__wasm__)

#include <stdlib.h>
#include <string.h>

#else

#include "interface.h"

#define memcpy __builtin_memcpy
#define memset __builtin_memset

#define PAGE 65536

extern uint8_t __heap_base; /* set by the linker: where the stack and all constants end */

static uintptr_t heap_end;

/* The memory grows when it must and is kept for later; NULL where the browser gives no more. */
EXPORT void *ms_allocate(size_t bytes) {
    const uintptr_t first = (uintptr_t)&__heap_base;
    const uintptr_t here = ((heap_end ? heap_end : first) + 63) & ~(uintptr_t)63;
    const uint64_t end = (uint64_t)here + bytes;
    const uint64_t have = (uint64_t)__builtin_wasm_memory_size(0) * PAGE;
    if (end > have) {
        const uint64_t pages = (end - have + PAGE - 1) / PAGE;
        if (pages > PAGE || __builtin_wasm_memory_grow(0, (size_t)pages) == SIZE_MAX) return NULL;
    }
    heap_end = (uintptr_t)end;
    return (void *)here;
}

/* Gives back a block and every later one. */
EXPORT void ms_release(void *block) {
    if (block) heap_end = (uintptr_t)block;
}

#define malloc ms_allocate
#define free ms_release

#endif

#endif
