// Import of roads as a network (agglo import --as network).
#pragma once

#include <string>

#include "agglo/import.hpp"
#include "agglo/operations.hpp"
#include "agglo/roads.hpp"

namespace agglo {

enum class TravelMode { car, truck, walk, bicycle };

struct NetworkImport {
  TravelMode mode = TravelMode::car;
  std::string speeds;  ///< speed profile; empty: that of the mode
  NetworkOptions network;
};

/// Reads roads and makes a network of them; the report and counts go into `outcome`.
Imported import_network(const std::string& file, const ImportOptions& options, const NetworkImport& import,
                        Outcome& outcome, RunControl& run);

}  // namespace agglo
