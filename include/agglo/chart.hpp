// Chart: the curve or table of a result on a page, as PDF, SVG or PNG.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "agglo/dataset.hpp"
#include "agglo/run_control.hpp"

namespace agglo {

struct ChartOptions {
  std::string layout = "a4-landscape";  ///< as for maps
  std::string title;                    ///< empty: the layer's
  std::string subtitle;
  double dpi = 200;       ///< of PNG; dense curves are thinned to its pixels in every format
  double most_value = 0;  ///< upper end of the value axis; 0 = so that 99 % of the values fit
  bool logarithmic = false;
  std::string date;                  ///< printed date, yyyy-mm-dd; empty = today
  std::vector<std::string> sources;  ///< printed below; empty: where the layer came from
};

struct ChartReport {
  std::size_t values = 0;   ///< rows that the chart shows
  std::size_t curves = 0;   ///< lines, or panels of a table
  std::size_t beyond = 0;   ///< values above the upper end of the axis
  std::size_t columns = 0;  ///< of pixels, when there were more values than these; else 0
};

/// Can the layer be drawn? True for the kinds "curve", "parameters" and "stability_runs" and for tables that
/// hold a tree of clusters; see docs/methods.md, Charts.
bool has_chart(const Layer& layer);

/// Draws the layer. A curve with more values than pixels keeps, in every column of pixels, the first, the
/// last, the least and the greatest. The same layer gives the same bytes but for the date. Throws
/// Error{usage} for another layer, layout, extension of the file or resolution.
ChartReport print_chart(const Layer& layer, const ChartOptions& options, const std::filesystem::path& file,
                        RunControl& run);

}  // namespace agglo
