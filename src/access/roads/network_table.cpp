#include <algorithm>
#include <cmath>

#include "agglo/error.hpp"
#include "agglo/roads.hpp"

namespace agglo {
namespace {

template <class Number>
std::vector<std::int64_t> integers(const std::vector<Number>& values) {
  return {values.begin(), values.end()};
}

[[noreturn]] void refuse(const std::string& what) {
  throw usage_error("the layer is no road network: " + what,
                    "make one with: agglo import ROADS --as network -o PROJECT.gpkg");
}

const Column& column(const Table& table, const char* name) {
  if (const Column* found = table.find(name)) return *found;
  refuse(std::string("it has no column \"") + name + "\"");
}

/// Whole numbers from 0 to `largest`.
template <class Number>
std::vector<Number> whole_numbers(const Table& table, const char* name, std::int64_t largest) {
  const auto* values = std::get_if<std::vector<std::int64_t>>(&column(table, name).values);
  if (values == nullptr) refuse(std::string("column \"") + name + "\" holds no whole numbers");
  std::vector<Number> numbers(values->size());
  for (std::size_t row = 0; row < numbers.size(); ++row) {
    if ((*values)[row] < 0 || (*values)[row] > largest)
      refuse(std::string("column \"") + name + "\" has \"" + table.at(name).text(row) + "\" in row " +
             std::to_string(row + 1));
    numbers[row] = static_cast<Number>((*values)[row]);
  }
  return numbers;
}

/// Numbers above 0, or missing where that is allowed.
std::vector<double> amounts(const Table& table, const char* name, bool may_miss) {
  const Column& source = column(table, name);
  std::vector<double> numbers(table.row_count);
  for (std::size_t row = 0; row < numbers.size(); ++row) {
    numbers[row] = source.number(row);
    const bool is_good = std::isnan(numbers[row]) ? may_miss && source.text(row).empty()
                                                  : numbers[row] > 0 && std::isfinite(numbers[row]);
    if (!is_good)
      refuse(std::string("column \"") + name + "\" has \"" + source.text(row) + "\" in row " +
             std::to_string(row + 1));
  }
  return numbers;
}

StringColumn texts(const Table& table, const char* name) {
  const Column& source = column(table, name);
  if (const auto* text = std::get_if<StringColumn>(&source.values)) return *text;
  StringColumn text;
  for (std::size_t row = 0; row < table.row_count; ++row) text.push_back(source.text(row));
  return text;
}

void check_lines(const Table& table) {
  if (table.shapes.empty()) refuse("it has no lines");
  for (std::size_t row = 0; row < table.row_count; ++row) {
    const bool is_line = table.shapes.kind[row] == ShapeKind::line &&
                         table.shapes.row_start[row + 1] - table.shapes.row_start[row] == 1 &&
                         table.shapes.vertex_count(row) >= 2;
    if (!is_line) refuse("row " + std::to_string(row + 1) + " is not one line");
  }
}

}  // namespace

Table network_table(RoadEdges edges) {
  Table table;
  table.row_count = edges.size();
  table.add("id", std::move(edges.id), "", "road that the edge is a piece of, as its source names it");
  table.add("name", std::move(edges.name), "", "name of the road");
  table.add("kind", std::move(edges.kind), "", "class of the road");
  table.add("from_node", integers(edges.from), "", "number of the node where the line begins");
  table.add("to_node", integers(edges.to), "", "number of the node where the line ends");
  table.add("length_m", std::move(edges.length_m), "m", "length on the ground");
  table.add("forward_s", std::move(edges.forward_s), "s",
            "time from its first node to its last; missing: closed in that direction");
  table.add("backward_s", std::move(edges.backward_s), "s",
            "time from its last node to its first; missing: closed in that direction");
  table.add("joinable", integers(edges.joinable), "",
            "1: places beside the road can enter it; 0: only at its nodes (motorway, tunnel, ferry)");
  table.add("cut", integers(edges.cut), "",
            "1: the road goes on beyond the data before its first node, 2: after its last, 3: both");
  table.add("component", integers(edges.component), "",
            "nodes that can be reached from each other have one number; 0: the most nodes");
  table.add("component_nodes", integers(edges.component_nodes), "", "how many nodes that component has");
  table.shapes = std::move(edges.lines);
  return table;
}

RoadEdges network_from(const Table& table) {
  constexpr std::int64_t kLargest = 0xfffffffe;
  RoadEdges edges;
  check_lines(table);
  edges.from = whole_numbers<std::uint32_t>(table, "from_node", kLargest);
  edges.to = whole_numbers<std::uint32_t>(table, "to_node", kLargest);
  for (std::size_t row = 0; row < table.row_count; ++row)
    edges.node_count = std::max({edges.node_count, edges.from[row] + 1, edges.to[row] + 1});
  // Each edge brings two nodes at most; a greater number is an error that would cost memory for nothing.
  if (edges.node_count > 2 * table.row_count)
    refuse("its nodes are numbered up to " + std::to_string(edges.node_count - 1) + " in " +
           std::to_string(table.row_count) + " rows");
  edges.length_m = amounts(table, "length_m", false);
  edges.forward_s = amounts(table, "forward_s", true);
  edges.backward_s = amounts(table, "backward_s", true);
  edges.joinable = whole_numbers<std::uint8_t>(table, "joinable", 1);
  edges.cut = whole_numbers<std::uint8_t>(table, "cut", 3);
  edges.component = whole_numbers<std::uint32_t>(table, "component", kLargest);
  edges.component_nodes = whole_numbers<std::uint32_t>(table, "component_nodes", kLargest);
  edges.id = texts(table, "id");
  edges.name = texts(table, "name");
  edges.kind = texts(table, "kind");
  edges.lines = table.shapes;
  return edges;
}

}  // namespace agglo
