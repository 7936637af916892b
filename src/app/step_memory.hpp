// Whether a step fits into memory, asked before it starts and before its boundaries are drawn.
#pragma once

#include <cstdint>
#include <filesystem>

#include "agglo/clustering.hpp"
#include "agglo/operations.hpp"

namespace agglo {

/// Bytes that a clustering, or an operation that judges or prepares one, takes beside the tables that are
/// there already: the firms as analyses read them, the work, and the tables of the result, but not the
/// boundaries. An upper estimate from measured peaks (tests/bench/bench_step_memory.cpp); 0 for other
/// operations.
std::uint64_t step_memory_bytes(const StepInput& input, RunControl& run);
/// Throws Error{failure} with advice when that is more than memory_left_bytes(run).
void require_step_memory(const StepInput& input, RunControl& run);

/// Likewise for the tables that reading a text file makes; other files are read without a check.
void require_reading_memory(const std::filesystem::path& file, RunControl& run);

/// Bytes that the boundaries and the table of some clusters take, and Error{failure} likewise.
std::uint64_t boundary_memory_bytes(std::uint64_t firms, std::uint64_t clusters);
void require_boundary_memory(const Clusters& clusters, RunControl& run);

}  // namespace agglo
