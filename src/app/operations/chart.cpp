#include <fmt/format.h>

#include "agglo/chart.hpp"

#include "agglo/error.hpp"
#include "app/operations/operation_rows.hpp"
#include "app/option_visitors.hpp"
#include "app/roles.hpp"

namespace agglo {
namespace {

struct ChartStepOptions {
  std::string result;
  std::string layout = "a4-landscape";
  std::string title, subtitle;
  double dpi = 200;
  double most_value = 0;
  bool logarithmic = false;
  std::string date;
};

template <class Visitor>
void visit(Visitor& v, ChartStepOptions& o) {
  v("result", o.result, {.help = "Layer to draw (default: the last result that has a chart)"});
  v("layout", o.layout,
    {.choices = {"a4-landscape", "a4-portrait", "a3-landscape", "a3-portrait"},
     .help = "Page size and direction"});
  v("title", o.title, {.help = "Title (default: that of the result)"});
  v("subtitle", o.subtitle, {.help = "Line under the title"});
  v("dpi", o.dpi, {.unit = "dpi", .min = 30, .max = 1200, .help = "Resolution of PNG and of dense curves"});
  v("most_value", o.most_value,
    {.min = 0, .help = "Upper end of the value axis (default 0: so that 99 % of the values fit)"});
  v("logarithmic", o.logarithmic, {.help = "Draw the values on a logarithmic axis"});
  v("date", o.date, {.help = "Date to print, yyyy-mm-dd (default: today)"});
}

const Layer& chosen_layer(const Dataset& data, const std::string& name) {
  std::string known;
  const Layer* last = nullptr;
  for (const Layer& layer : data.layers) {
    if (!has_chart(layer)) continue;
    known += (known.empty() ? "" : ", ") + layer.name;
    last = &layer;
    if (layer.name == name) return layer;
  }
  if (!last)
    throw usage_error("there is no result that has a chart",
                      "make one first, for example: agglo neighbours PROJECT");
  if (!name.empty())
    throw usage_error(fmt::format("--result names \"{}\", which has no chart", name),
                      "results with a chart: " + known);
  return *last;
}

/// Credits of the inputs, with a word when they are made up.
std::vector<std::string> sources_of(const Dataset& data, const Layer& layer) {
  std::vector<std::string> sources;
  if (const Layer* firms = data.last(Role::establishments)) {
    std::string line =
        "Firms: " + (layer.provenance.source.empty() ? firms->provenance.source : layer.provenance.source);
    if (!firms->provenance.licence.empty()) line += " (" + firms->provenance.licence + ")";
    for (const char* name : {"source", "src_source"})
      if (const Column* column = firms->table ? firms->table->find(name) : nullptr;
          column && column->size() > 0 && column->text(0).find("synthetic") != std::string::npos)
        line += " (synthetic data)";
    sources.push_back(line);
  }
  return sources;
}

Outcome run_chart(const StepInput& input, RunControl& run) {
  const auto options = options_from<ChartStepOptions>(input.step.options);
  const Layer& layer = chosen_layer(input.data, options.result);
  ChartOptions chart;
  chart.layout = options.layout;
  chart.title = options.title;
  chart.subtitle = options.subtitle;
  chart.dpi = options.dpi;
  chart.most_value = options.most_value;
  chart.logarithmic = options.logarithmic;
  chart.date = options.date.empty() ? "" : to_iso_date(parse_day_option("--date", options.date));
  chart.sources = sources_of(input.data, layer);
  run.begin("drawing the chart");
  const ChartReport report = print_chart(layer, chart, input.step.file, run);
  Outcome outcome;
  outcome.counts = {{"values", static_cast<double>(report.values)},
                    {"curves", static_cast<double>(report.curves)},
                    {"beyond_axis", static_cast<double>(report.beyond)}};
  return outcome;
}

}  // namespace

Operation chart_operation() {
  return {.name = "chart",
          .kind = OperationKind::output,
          .title = "Print a chart",
          .summary = "Draws a curve or a table of results on a page: PDF, SVG or PNG",
          .description =
              "Draws a result that is a curve, a table of parameters or a tree of clusters, such as that of "
              "neighbours: axes with units, a legend, and marks where the curve bends. The same result gives "
              "the same file but for the date.",
          .example = "agglo chart region.gpkg --result neighbours -o neighbours.pdf",
          .methods_anchor = "charts",
          .needs = {},
          .uses = {Role::establishments},
          .uses_results = {"curve", "parameters", "stability_runs", "table"},
          .works_on_results = true,
          .options = describe_options<ChartStepOptions>(),
          .run = run_chart};
}

}  // namespace agglo
