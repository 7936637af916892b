// Sources and licences, of layers and of the results made from them.
#pragma once

#include <string>
#include <vector>

#include "agglo/dataset.hpp"

namespace agglo {

constexpr std::size_t kLongestCredited = 60;  // characters: a source takes a line or two, not half a page

/// Rows of made-up data say so in a column "source".
bool says_synthetic(const Table& table);

/// A file with its licence, or with what its name or rows say of it.
std::string credited(const std::string& source, const std::string& licence, bool synthetic);

/// The files of a provenance, each once.
std::vector<std::string> files_of(const std::string& source);

}  // namespace agglo
