// The hierarchy of HDBSCAN* on a CSV of points in metres, for comparison with R.
//   hierarchy_points MIN_SIZE POINTS.csv ROWS.csv TREE.csv
// POINTS.csv: x,y with a header line. ROWS.csv, in row order: label, last cluster of the tree, length of the
// shortest edge of the spanning tree at the point. TREE.csv, by cluster: parent, birth_m, death_m, label.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <limits>
#include <locale>
#include <sstream>
#include <string>
#include <vector>

#include "agglo/clustering.hpp"

namespace {

struct Columns {
  std::vector<double> x_m, y_m;
};

Columns read_points(const char* path) {
  std::ifstream file(path);
  file.imbue(std::locale::classic());
  Columns points;
  std::string line;
  std::getline(file, line);
  double x = 0, y = 0;
  char comma = 0;
  while (file >> x >> comma >> y) {
    points.x_m.push_back(x);
    points.y_m.push_back(y);
  }
  return points;
}

void write_hierarchy(double min_size, const char* points_path, const char* rows_path, const char* tree_path) {
  const Columns points = read_points(points_path);
  agglo::RunControl run;
  const agglo::HdbscanResult found =
      agglo::hdbscan_with_tree({points.x_m, points.y_m}, {.min_size = min_size}, run);
  std::vector<double> shortest_m(points.x_m.size(), std::numeric_limits<double>::infinity());
  for (const auto& edge : agglo::mutual_reachability_tree({points.x_m, points.y_m}, min_size, run))
    for (const std::uint32_t row : {edge.a, edge.b})
      shortest_m[row] = std::min(shortest_m[row], edge.distance_m);
  std::ofstream rows(rows_path), tree(tree_path);
  for (auto* file : {&rows, &tree}) {
    file->imbue(std::locale::classic());
    file->precision(17);
  }
  rows << "label,last_cluster,shortest_m\n";
  for (std::size_t i = 0; i < shortest_m.size(); ++i)
    rows << found.clusters.label[i] << ',' << found.last_cluster[i] << ',' << shortest_m[i] << '\n';
  tree << "parent,birth_m,death_m,label\n";
  for (std::size_t c = 0; c < found.tree.parent.size(); ++c)
    tree << found.tree.parent[c] << ',' << found.tree.birth_m[c] << ',' << found.tree.death_m[c] << ','
         << found.tree.label[c] << '\n';
  if (!rows.flush() || !tree.flush()) throw agglo::failure("cannot write the results");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::cerr << "usage: hierarchy_points MIN_SIZE POINTS.csv ROWS.csv TREE.csv\n";
    return 2;
  }
  try {
    write_hierarchy(std::stod(argv[1]), argv[2], argv[3], argv[4]);
  } catch (const agglo::Error& error) {
    std::cerr << error.message << '\n';
    return 1;
  }
  return 0;
}
