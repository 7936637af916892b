// AGGLO_WATCHES_THREADS: 1 under ThreadSanitizer, which cannot see into GDAL and SQLite; else 0.
#pragma once

#if defined(__SANITIZE_THREAD__)
#define AGGLO_WATCHES_THREADS 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define AGGLO_WATCHES_THREADS 1
#endif
#endif
#ifndef AGGLO_WATCHES_THREADS
#define AGGLO_WATCHES_THREADS 0
#endif
