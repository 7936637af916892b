// Tables of a project, read as columns, large ones on several threads.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "agglo/dataset.hpp"
#include "agglo/run_control.hpp"

class OGRLayer;

namespace agglo {

/// Fills values and shapes of a table whose columns have names and whose values are of the right kind but
/// empty, from a layer of the project `file`. `fields` are the columns' field names in the layer, which may
/// have more. Rows come in the order of their feature numbers. Throws Error{failure} for a layer that another
/// program has changed.
void read_project_table(const std::filesystem::path& file, OGRLayer& layer,
                        const std::vector<std::string>& fields, Table& table, RunControl& run);

}  // namespace agglo
