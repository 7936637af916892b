// From a layer to a drawing, and the page around it.
#include "agglo/chart.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

#include "agglo/error.hpp"
#include "app/chart_drawings.hpp"
#include "app/print_file.hpp"

namespace agglo {
namespace {

constexpr double kMargin = 12 * kPointsPerMm;
constexpr Font kFooterFont{6.25, false, false, kGrey};

/// "Share of firms (%)": the description, or the name without its unit.
std::string axis_title(const Column& column) {
  std::string text = column.description;
  if (text.empty()) {
    text = column.name;
    std::replace(text.begin(), text.end(), '_', ' ');
    const std::string suffix = " " + column.unit;
    if (!column.unit.empty() && text.size() > suffix.size() && text.ends_with(suffix))
      text.resize(text.size() - suffix.size());
    if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  }
  return column.unit.empty() ? text : text + " (" + column.unit + ")";
}

bool is_number(const Column& column) {
  return std::holds_alternative<std::vector<double>>(column.values);
}

std::vector<double> numbers(const Column& column) {
  std::vector<double> values(column.size());
  for (std::size_t row = 0; row < values.size(); ++row) values[row] = column.number(row);
  return values;
}

/// Rows by the text of a column, in the order of their first row.
struct RowGroups {
  std::vector<std::string> name;
  std::vector<std::vector<std::size_t>> rows;
};
RowGroups rows_by(const Table& table, const Column* column) {
  RowGroups groups;
  std::map<std::string, std::size_t> known;
  for (std::size_t row = 0; row < table.row_count; ++row) {
    const std::string name = column ? column->text(row) : std::string();
    const auto [found, added] = known.emplace(name, groups.name.size());
    if (added) {
      groups.name.push_back(name);
      groups.rows.emplace_back();
    }
    groups.rows[found->second].push_back(row);
  }
  return groups;
}

/// The first number column against the others, a line for each text of `curve`; `mark` marks.
LineChart line_chart(const Table& table) {
  std::vector<const Column*> columns;
  for (const Column& column : table.columns)
    if (is_number(column)) columns.push_back(&column);
  LineChart chart;
  chart.x_title = axis_title(*columns[0]);
  chart.y_title = axis_title(*columns[1]);
  const RowGroups groups = rows_by(table, table.find("curve"));
  const Column* mark = table.find("mark");
  for (std::size_t g = 0; g < groups.name.size(); ++g) {
    std::vector<std::size_t> rows = groups.rows[g];
    std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
      return columns[0]->number(a) < columns[0]->number(b);
    });
    for (std::size_t y = 1; y < columns.size(); ++y) {
      ChartLine line;
      line.name = columns.size() == 2
                      ? groups.name[g]
                      : groups.name[g] + (groups.name[g].empty() ? "" : ", ") + columns[y]->name;
      for (const std::size_t row : rows) {
        line.x.push_back(columns[0]->number(row));
        line.y.push_back(columns[y]->number(row));
        if (mark && y == 1 && !mark->text(row).empty())
          chart.marks.push_back({chart.lines.size(), line.x.back(), line.y.back(), mark->text(row)});
      }
      chart.lines.push_back(std::move(line));
    }
  }
  return chart;
}

BarChart reachability_chart(const Table& table) {
  BarChart chart;
  chart.x_title = "Firms in the order of OPTICS";
  const Column& reachability = table.at("reachability_m");
  chart.y_title = "Reachability (m), as high as the frame where the order begins anew";
  chart.value = numbers(reachability);
  if (const Column* cluster = table.find("cluster"))
    for (std::size_t row = 0; row < table.row_count; ++row)
      chart.group.push_back(static_cast<std::int64_t>(cluster->number(row)));
  // A missing value begins a stretch: nothing before it is near.
  for (double& value : chart.value)
    if (std::isnan(value)) value = std::numeric_limits<double>::infinity();
  return chart;
}

/// Of the runs of a stability table those with other parameters; any other table as it is.
Table parameter_runs(const Table& table) {
  const Column* kind = table.find("kind");
  if (!kind) return table;
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < table.row_count; ++row)
    if (kind->text(row) == "parameters") rows.push_back(row);
  if (rows.empty()) throw failure("there are no runs with other parameters to draw");
  Table runs;
  runs.row_count = rows.size();
  for (const Column& column : table.columns) {
    if (&column == kind) continue;
    std::vector<double> values;
    for (const std::size_t row : rows) values.push_back(column.number(row));
    runs.add(column.name, std::move(values), column.unit, column.description);
  }
  return runs;
}

/// A table of eps by min-points for every number column behind them.
HeatTables parameter_tables(const Table& all) {
  const Table table = parameter_runs(all);
  const RowGroups eps = rows_by(table, &table.at("eps_m")), least = rows_by(table, &table.at("min_points"));
  HeatTables tables;
  for (const Column& column : table.columns) {
    if (column.name == "eps_m" || column.name == "min_points" ||
        std::holds_alternative<StringColumn>(column.values))
      continue;
    HeatTable heat{axis_title(column), "eps-m", "min-points", {}, {}, {}};
    for (const auto& rows : eps.rows) heat.rows.push_back(figure(table.at("eps_m").number(rows[0]), 3));
    for (const auto& rows : least.rows)
      heat.columns.push_back(figure(table.at("min_points").number(rows[0]), 3));
    heat.values.assign(eps.name.size() * least.name.size(), std::numeric_limits<double>::quiet_NaN());
    for (std::size_t e = 0; e < eps.name.size(); ++e)
      for (const std::size_t row : eps.rows[e])
        for (std::size_t k = 0; k < least.name.size(); ++k)
          if (least.name[k] == table.at("min_points").text(row))
            heat.values[e * least.name.size() + k] = column.number(row);
    if (std::any_of(heat.values.begin(), heat.values.end(), [](double v) { return std::isfinite(v); }))
      tables.push_back(std::move(heat));
  }
  return tables;
}

bool is_tree(const Layer& layer) {
  if (layer.kind != "table" || !layer.table) return false;
  for (const char* name : {"parent", "birth_m", "death_m", "weight", "cluster"})
    if (!layer.table->find(name)) return false;
  return true;
}

IcicleChart icicle_chart(const Table& table) {
  IcicleChart chart;
  const Column* sector = table.find("sector");
  chart.x_title = sector ? "Weight of the members, a tree for each sector" : "Weight of the members";
  chart.y_title = "Distance from which the cluster holds together, up to where it joins another (m)";
  for (const auto& [name, values] : {std::pair{"parent", &chart.parent}, {"cluster", &chart.cluster}})
    for (const double value : numbers(table.at(name)))
      values->push_back(std::isnan(value) ? -1 : static_cast<std::int64_t>(value));
  for (std::size_t row = 0; row < chart.parent.size(); ++row)
    if (chart.parent[row] >= static_cast<std::int64_t>(row))
      throw failure("the tree has a part before its whole, in row " + std::to_string(row + 1));
  chart.birth_m = numbers(table.at("birth_m"));
  chart.death_m = numbers(table.at("death_m"));
  chart.weight = numbers(table.at("weight"));
  for (std::size_t row = 0; row < chart.parent.size(); ++row)
    chart.name.push_back(sector && chart.parent[row] < 0 ? sector->text(row) : std::string());
  return chart;
}

Drawing drawing_of(const Layer& layer) {
  const Table& table = *layer.table;
  if (table.row_count == 0) throw failure("\"" + layer.name + "\" has no rows to draw");
  if (layer.kind == "parameters" || layer.kind == "stability_runs") return parameter_tables(table);
  if (is_tree(layer)) return icicle_chart(table);
  if (table.find("reachability_m")) return reachability_chart(table);
  if (std::count_if(table.columns.begin(), table.columns.end(), is_number) < 2)
    throw failure("\"" + layer.name + "\" has fewer than two columns of numbers",
                  "a curve needs one for each axis");
  return line_chart(table);
}

std::string today() {
  const auto now = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  return to_iso_date(static_cast<Day>(now.time_since_epoch().count()));
}

std::string footer_text(const Layer& layer, const ChartOptions& options, const ChartReport& report) {
  std::string text;
  const auto sentence = [&](const std::string& more) { text += (text.empty() ? "" : " ") + more; };
  if (report.beyond > 0)
    sentence(grouped(report.beyond) + " of " + grouped(report.values) +
             " values lie above the upper end of the axis.");
  if (report.columns > 0)
    sentence("There are more values than columns of pixels (" + grouped(report.columns) +
             "): the least and the greatest value of every column are drawn" +
             (layer.table->find("reachability_m") ? ", in full and in light colour." : "."));
  text += text.empty() ? "" : "\n";
  if (options.sources.empty() && !layer.provenance.source.empty())
    text += "From " + layer.provenance.source + "\n";
  for (const std::string& source : options.sources) text += source + "\n";
  return text + (options.date.empty() ? "Drawn " + today() : "Data as of " + options.date) +
         ", agglo " AGGLO_VERSION;
}

double draw_legend_lines(const Canvas& canvas, double x, double y, double width,
                         const std::vector<LegendLine>& legend) {
  for (const LegendLine& line : legend) {
    set_colour(canvas.cairo, line.colour);
    cairo_rectangle(canvas.cairo, x, y + 3, 12, 6);
    cairo_fill(canvas.cairo);
    y += draw_text(canvas, x + 17, y, {line.text, {8, false, false, kInk}, width - 17, false, 2}).height + 3;
  }
  return y;
}

ChartReport draw_page(const Canvas& canvas, const Sheet& sheet, const Layer& layer, const Drawing& drawing,
                      const ChartOptions& options) {
  set_colour(canvas.cairo, {255, 255, 255, 255});
  cairo_paint(canvas.cairo);
  Box area{kMargin, kMargin, sheet.width_pt - kMargin, sheet.height_pt - kMargin};
  const std::string title = options.title.empty() ? layer.title : options.title;
  double y = area.min_y - 4;
  y += draw_text(canvas, area.min_x, y, {title, {17, true, false, kInk}, area.width(), false, 2}).height;
  if (!options.subtitle.empty())
    y += draw_text(canvas, area.min_x, y,
                   {options.subtitle, {9.5, false, false, kGrey}, area.width(), false, 2})
             .height;
  const double line = measure_text(canvas, {"0", kFooterFont}).height;
  Box plot{area.min_x, y + 8, area.max_x, area.max_y - 4 * line - 8};
  const std::vector<LegendLine> legend = legend_of(drawing);
  if (!legend.empty()) {
    double widest = 0;
    for (const LegendLine& entry : legend)
      widest = std::max(widest, measure_text(canvas, {entry.text, {8, false, false, kInk}}).width);
    const double width = std::min(widest + 18, std::clamp(sheet.width_pt * 0.2, 110.0, 190.0));
    draw_legend_lines(canvas, area.max_x - width, plot.min_y + 14, width, legend);
    plot.max_x -= width + 14;
  }
  ChartReport report;
  if (const auto* lines = std::get_if<LineChart>(&drawing)) draw_lines(canvas, plot, *lines, options, report);
  if (const auto* bars = std::get_if<BarChart>(&drawing)) draw_bars(canvas, plot, *bars, options, report);
  if (const auto* tables = std::get_if<HeatTables>(&drawing)) draw_tables(canvas, plot, *tables, report);
  if (const auto* tree = std::get_if<IcicleChart>(&drawing))
    draw_icicle(canvas, plot, *tree, options, report);
  const std::string footer = footer_text(layer, options, report);
  const TextBlock block{footer, kFooterFont, area.width(), false, 4};
  draw_text(canvas, area.min_x, area.max_y - measure_text(canvas, block).height, block);
  return report;
}

}  // namespace

bool has_chart(const Layer& layer) {
  return layer.kind == "curve" || layer.kind == "parameters" || layer.kind == "stability_runs" ||
         is_tree(layer);
}

ChartReport print_chart(const Layer& layer, const ChartOptions& options, const std::filesystem::path& file,
                        RunControl& run) {
  if (!has_chart(layer) || !layer.table)
    throw usage_error("\"" + layer.name + "\" holds nothing that a chart shows",
                      "charts show curves, tables of parameters and trees of clusters");
  const Drawing drawing = drawing_of(layer);
  const Sheet sheet = sheet_of(options.layout);
  ChartReport report;
  write_sheet(
      {file, sheet, options.dpi, options.title.empty() ? layer.title : options.title, options.date},
      [&](const Canvas& canvas) { report = draw_page(canvas, sheet, layer, drawing, options); }, {}, run);
  return report;
}

}  // namespace agglo
