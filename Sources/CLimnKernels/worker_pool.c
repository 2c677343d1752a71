// A pool of persistent threads. Between the operations of a layer workers spin, since the next task is
// microseconds away; after a while without work they sleep.

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "limn_kernels.h"

// What is to be done is one word, so that a claim is one atomic addition and cannot mix two runs:
// run number (24 bits), count (20 bits), next index (20 bits).
enum { INDEX_BITS = 20 };
static const uint64_t INDEX_MASK = (1u << INDEX_BITS) - 1;

struct limn_pool {
    _Alignas(64) _Atomic uint64_t state;
    _Alignas(64) _Atomic int64_t done;
    limn_task task;
    void *context;
    _Atomic int sleepers;
    _Atomic int stopping;
    uint64_t runs;
    pthread_mutex_t running;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    int workers;
    pthread_t *threads;
};

typedef struct {
    limn_pool *pool;
    int64_t worker;
} worker_argument;

static inline void relax(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ __volatile__("yield");
#endif
}

static int has_work(uint64_t state) {
    return (state & INDEX_MASK) < ((state >> INDEX_BITS) & INDEX_MASK);
}

static void work(limn_pool *pool, int64_t worker) {
    while (has_work(atomic_load(&pool->state))) {
        uint64_t claimed = atomic_fetch_add(&pool->state, 1);
        if (!has_work(claimed)) return;
        // The run cannot end, nor task and context change, before this index is done.
        pool->task(pool->context, (int64_t)(claimed & INDEX_MASK), worker);
        atomic_fetch_add(&pool->done, 1);
    }
}

static int64_t microseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int spin_for_work(limn_pool *pool) {
    int64_t end = microseconds() + 100;
    do {
        for (int i = 0; i < 64; i++) {
            if (has_work(atomic_load_explicit(&pool->state, memory_order_acquire))) return 1;
            relax();
        }
    } while (microseconds() < end);
    return 0;
}

static void *worker_main(void *raw) {
    worker_argument argument = *(worker_argument *)raw;
    free(raw);
    limn_pool *pool = argument.pool;
    while (!atomic_load(&pool->stopping)) {
        if (spin_for_work(pool)) {
            work(pool, argument.worker);
            continue;
        }
        pthread_mutex_lock(&pool->mutex);
        atomic_fetch_add(&pool->sleepers, 1);
        while (!has_work(atomic_load(&pool->state)) && !atomic_load(&pool->stopping))
            pthread_cond_wait(&pool->wake, &pool->mutex);
        atomic_fetch_sub(&pool->sleepers, 1);
        pthread_mutex_unlock(&pool->mutex);
    }
    return NULL;
}

limn_pool *limn_pool_create(int threads) {
    if (threads < 1) threads = 1;
    limn_pool *pool = NULL;
    if (posix_memalign((void **)&pool, 64, sizeof(limn_pool)) != 0) return NULL;
    *pool = (limn_pool){0};
    pthread_mutex_init(&pool->running, NULL);
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->wake, NULL);
    pool->threads = calloc((size_t)threads, sizeof(pthread_t));
    for (int i = 1; pool->threads && i < threads; i++) {
        worker_argument *argument = malloc(sizeof *argument);
        if (!argument) break;
        *argument = (worker_argument){pool, i};
        if (pthread_create(&pool->threads[pool->workers], NULL, worker_main, argument) != 0) {
            free(argument);
            break;
        }
        pool->workers++;
    }
    if (!pool->threads || pool->workers < threads - 1) {
        limn_pool_destroy(pool);
        return NULL;
    }
    return pool;
}

void limn_pool_run(limn_pool *pool, int64_t count, limn_task task, void *context) {
    if (count <= 0) return;
    if (count == 1 || pool->workers == 0) {
        // Worker 0's scratch space belongs to one run at a time in this case too.
        pthread_mutex_lock(&pool->running);
        for (int64_t i = 0; i < count; i++) task(context, i, 0);
        pthread_mutex_unlock(&pool->running);
        return;
    }
    pthread_mutex_lock(&pool->running);
    pool->task = task;
    pool->context = context;
    atomic_store(&pool->done, 0);
    pool->runs++;
    atomic_store(&pool->state,
                 (pool->runs << (2 * INDEX_BITS)) | ((uint64_t)count << INDEX_BITS));
    if (atomic_load(&pool->sleepers) > 0) {
        pthread_mutex_lock(&pool->mutex);
        pthread_cond_broadcast(&pool->wake);
        pthread_mutex_unlock(&pool->mutex);
    }
    work(pool, 0);
    for (int spins = 0; atomic_load(&pool->done) < count; spins++) {
        if (spins < 4096)
            relax();
        else
            sched_yield();
    }
    pthread_mutex_unlock(&pool->running);
}

void limn_pool_destroy(limn_pool *pool) {
    if (!pool) return;
    pthread_mutex_lock(&pool->mutex);
    atomic_store(&pool->stopping, 1);
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->mutex);
    for (int i = 0; i < pool->workers; i++) pthread_join(pool->threads[i], NULL);
    pthread_mutex_destroy(&pool->running);
    pthread_mutex_destroy(&pool->mutex);
    pthread_cond_destroy(&pool->wake);
    free(pool->threads);
    free(pool);
}
