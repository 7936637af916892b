// Memory: what a machine has to spare, asked before a run that may need much.
#pragma once

#include <cstdint>
#include <string>

#include "agglo/run_control.hpp"

namespace agglo {

/// Bytes that this process may still take without pushing others out or being killed: the least of what the
/// system has available, what its control groups leave, and its own limit. Linux; 0 where that is not known.
std::uint64_t available_memory_bytes();

/// Bytes that this run may still take: what is available, or what its own limit leaves beside what the
/// process holds already (at least 1). 0 where neither is known.
std::uint64_t memory_left_bytes(const RunControl& run);

/// "12.3 GiB", below one "312 MiB".
std::string gib_text(std::uint64_t bytes);

/// Throws Error{failure} when `needed` is more than `allowed` (0 = what is available): `what` needs that
/// much, and `advice` says what to do.
void require_memory(std::uint64_t needed, std::uint64_t allowed, const std::string& what,
                    const std::string& advice);

/// The same for what this run may still take. The message tells a limit of the run's own (--memory-gib) from
/// what the machine has free, and its hint begins with raising the one or closing other programs.
void require_memory(std::uint64_t needed, const RunControl& run, const std::string& what,
                    const std::string& advice);

}  // namespace agglo
