// The library's clustering on a CSV of points in metres, for comparison with other programs.
//   cluster_points generate N SEED POINTS.csv
//   cluster_points dbscan EPS_M MIN_POINTS POINTS.csv LABELS.csv
//   cluster_points hdbscan MIN_SIZE MIN_POINTS POINTS.csv LABELS.csv
//   cluster_points optics MAX_EPS_M MIN_POINTS EPS_M XI POINTS.csv ORDER.csv
//   cluster_points tree MIN_POINTS POINTS.csv            prints the total length of the spanning tree
//   cluster_points validity EPS_M MIN_POINTS POINTS.csv  prints DBCV of DBSCAN's clusters: overall, then one
//   line each
// POINTS.csv: x,y[,weight] with a header line. LABELS.csv: label,role,probability in row order.
// ORDER.csv: row,reachability,core_distance,predecessor,cut,xi,xi_uncorrected in the order of OPTICS.
#include <charconv>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "../bench/generated_points.hpp"
#include "agglo/cluster_quality.hpp"
#include "agglo/clustering.hpp"
#include "agglo/optics.hpp"

namespace {

struct Columns {
  std::vector<double> x_m, y_m, weight;
  agglo::PointView view() const { return {x_m, y_m, {}, weight}; }
};

double number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size())
    throw agglo::usage_error("'" + std::string(text) + "' is not a number");
  return value;
}

std::string text(double value) {
  char buffer[40];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

Columns read_points(const char* path) {
  std::ifstream file(path);
  if (!file) throw agglo::failure("cannot read '" + std::string(path) + "'");
  Columns points;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::vector<std::string_view> fields;
    std::string_view rest = line;
    for (std::size_t comma = 0; comma != std::string_view::npos; rest.remove_prefix(comma + 1)) {
      comma = rest.find(',');
      fields.push_back(rest.substr(0, comma));
      if (comma == std::string_view::npos) break;
    }
    if (fields.size() < 2) throw agglo::failure("a line of '" + std::string(path) + "' has no two numbers");
    points.x_m.push_back(number(fields[0]));
    points.y_m.push_back(number(fields[1]));
    if (fields.size() > 2) points.weight.push_back(number(fields[2]));
  }
  return points;
}

void write_labels(const agglo::Clusters& clusters, const char* path) {
  std::ofstream file(path);
  file << "label,role,probability\n";
  for (std::size_t row = 0; row < clusters.label.size(); ++row)
    file << clusters.label[row] << ',' << agglo::to_string(clusters.role[row]) << ','
         << (clusters.probability.empty() ? "" : text(static_cast<double>(clusters.probability[row])))
         << '\n';
  if (!file.flush()) throw agglo::failure("cannot write '" + std::string(path) + "'");
}

void write_order(const agglo::OpticsOrder& order, double eps_m, double xi, const char* path) {
  agglo::RunControl run;
  const agglo::Clusters cut = agglo::optics_threshold(order, eps_m, run);
  const agglo::XiClusters steep = agglo::optics_xi(order, {.xi = xi}, run);
  const agglo::XiClusters uncorrected =
      agglo::optics_xi(order, {.xi = xi, .predecessor_correction = false}, run);
  std::ofstream file(path);
  file << "row,reachability,core_distance,predecessor,cut,xi,xi_uncorrected\n";
  for (std::size_t i = 0; i < order.row.size(); ++i) {
    const std::uint32_t row = order.row[i], from = order.predecessor[i];
    file << row << ',' << text(order.reachability_m[i]) << ',' << text(order.core_distance_m[i]) << ','
         << (from == agglo::kNoPredecessor ? "-1" : std::to_string(from)) << ',' << cut.label[row] << ','
         << steep.clusters.label[row] << ',' << uncorrected.clusters.label[row] << '\n';
  }
  if (!file.flush()) throw agglo::failure("cannot write '" + std::string(path) + "'");
}

/// Coordinates in 1/64 m: their differences and squares are exact in every program.
void write_generated(std::size_t n, std::uint64_t seed, const char* path) {
  const generated::Points points = generated::firms(n, seed);
  std::ofstream file(path);
  file << "x,y\n";
  const auto rounded = [](double value) { return text(std::round(value * 64) / 64); };
  for (std::size_t i = 0; i < n; ++i) file << rounded(points.x_m[i]) << ',' << rounded(points.y_m[i]) << '\n';
  if (!file.flush()) throw agglo::failure("cannot write '" + std::string(path) + "'");
}

int run_command(const std::vector<std::string>& words) {
  agglo::RunControl run;
  const std::string command = words.empty() ? "" : words[0];
  if (command == "generate" && words.size() == 4) {
    write_generated(static_cast<std::size_t>(number(words[1])), static_cast<std::uint64_t>(number(words[2])),
                    words[3].c_str());
  } else if (command == "dbscan" && words.size() == 5) {
    const Columns points = read_points(words[3].c_str());
    write_labels(
        agglo::dbscan(points.view(), {.eps_m = number(words[1]), .min_points = number(words[2])}, run),
        words[4].c_str());
  } else if (command == "hdbscan" && words.size() == 5) {
    const Columns points = read_points(words[3].c_str());
    write_labels(
        agglo::hdbscan(points.view(), {.min_size = number(words[1]), .min_points = number(words[2])}, run),
        words[4].c_str());
  } else if (command == "optics" && words.size() == 7) {
    const Columns points = read_points(words[5].c_str());
    write_order(
        agglo::optics(points.view(), {.max_eps_m = number(words[1]), .min_points = number(words[2])}, run),
        number(words[3]), number(words[4]), words[6].c_str());
  } else if (command == "tree" && words.size() == 3) {
    const Columns points = read_points(words[2].c_str());
    double total_m = 0;
    for (const agglo::TreeEdge& edge : agglo::mutual_reachability_tree(points.view(), number(words[1]), run))
      total_m += edge.distance_m;
    std::cout << text(total_m) << '\n';
  } else if (command == "validity" && words.size() == 4) {
    const Columns points = read_points(words[3].c_str());
    const agglo::Clusters clusters =
        agglo::dbscan(points.view(), {.eps_m = number(words[1]), .min_points = number(words[2])}, run);
    const agglo::ClusterValidity found =
        agglo::density_validity(points.view(), clusters.label, clusters.count, 100'000, run);
    std::cout << text(found.overall) << '\n';
    for (std::size_t c = 0; c < found.validity.size(); ++c)
      std::cout << text(found.validity[c]) << ',' << text(found.sparseness_m[c]) << ','
                << text(found.separation_m[c]) << '\n';
  } else {
    std::cerr << "see the head of cluster_points.cpp for the commands\n";
    return 2;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run_command({argv + 1, argv + argc});
  } catch (const agglo::Error& error) {
    std::cerr << error.message << '\n';
    return error.kind == agglo::ErrorKind::usage ? 2 : 1;
  }
}
