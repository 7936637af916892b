// The rows of the operations table, one function per analysis, each in the file of its name.
#pragma once

#include "agglo/operations.hpp"

namespace agglo {

Operation import_operation();
Operation neighbours_operation();
Operation dbscan_operation();
Operation dbscan_roads_operation();
Operation hdbscan_operation();
Operation optics_operation();
Operation st_dbscan_operation();
Operation activity_centres_operation();
Operation parameters_operation();
Operation stability_operation();
Operation validity_operation();
Operation catchments_operation();
Operation coverage_operation();
Operation accessibility_operation();
Operation equity_operation();
Operation within_operation();
Operation cluster_access_operation();
Operation junctions_operation();
Operation travel_times_operation();
Operation zones_operation();
Operation map_operation();
Operation chart_operation();

}  // namespace agglo
