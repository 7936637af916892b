// Report: what a planner would take from a project, in sentences, and a page that shows it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "agglo/dataset.hpp"

namespace agglo {

/// One thing worth a planner's time, with the numbers it rests on.
struct Finding {
  std::string headline;
  std::string sentence;
  std::string table;  ///< layer with the numbers
};

/// Up to three findings from the results that a project has, in this order; those whose results are missing
/// are left out:
///   1. the largest cluster without an institution within `reach_km` (where the next incubator might go);
///   2. the service with most firms served three times or more, against those it does not reach (overlap and
///   gap);
///   3. the EPZ, or other zone, whose sectors are least like those around it (cut off from the economy around
///   it).
std::vector<Finding> findings(const Dataset& data, double reach_km = 10);

struct ReportPage {
  std::string title, lead;
  std::string picture;                                     ///< file name beside the page
  std::vector<std::pair<std::string, std::string>> links;  ///< text -> file name beside the page
};
/// One self-contained HTML page (but for the picture): findings, picture, table of the clusters, methods,
/// sources. Written beside and moved into place.
void write_report_page(const std::filesystem::path& file, const ReportPage& page, const Dataset& data,
                       const std::vector<Finding>& findings);

}  // namespace agglo
