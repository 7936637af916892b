#include "viewer/state/compare.hpp"

#include <algorithm>
#include <limits>

#include "agglo/cluster_quality.hpp"
#include "agglo/error.hpp"

namespace agglo::viewer {

namespace {

const std::vector<std::int64_t>& clusters_of(const Table& table) {
  const Column* column = table.find("cluster");
  const auto* values = column ? std::get_if<std::vector<std::int64_t>>(&column->values) : nullptr;
  if (!values)
    throw usage_error("a result to compare has no column \"cluster\"", "choose a clustering of firms");
  return *values;
}

/// True for firms that the clustering looked at.
bool is_placed(const Column* role, std::size_t row) {
  if (!role) return true;
  const std::string text = role->text(row);
  return text != "unlocated" && text != "left_out";
}

ComparedNumbers::Side count(const std::vector<std::int32_t>& labels, std::size_t firms) {
  ComparedNumbers::Side side;
  std::int32_t highest = -1;
  for (const std::int32_t label : labels) {
    highest = std::max(highest, label);
    side.in_clusters += label >= 0 ? 1 : 0;
  }
  std::vector<char> seen(static_cast<std::size_t>(highest + 1), 0);
  for (const std::int32_t label : labels)
    if (label >= 0) seen[static_cast<std::size_t>(label)] = 1;
  side.clusters = static_cast<std::size_t>(std::count(seen.begin(), seen.end(), char{1}));
  side.noise = firms - side.in_clusters;
  return side;
}

}  // namespace

std::vector<std::string> clusterings(const State& state) {
  std::vector<std::string> steps;
  if (state.map)
    for (const Layer& layer : state.map->data.layers)
      if (layer.kind == "cluster_firms" && layer.table) steps.push_back(layer.provenance.step);
  return steps;
}

std::string title_of_clustering(const State& state, const std::string& step) {
  const auto title = [&](const std::string& of) {
    std::string found;
    for (const LayerView& view : state.layers) {
      const Layer* layer = state.map ? state.map->data.find(view.name) : nullptr;
      if (!layer || layer->role != Role::result || layer->provenance.step != of) continue;
      if (layer->kind == "clusters") return view.title;
      if (layer->kind == "cluster_firms") found = view.title;
    }
    return found.empty() ? of : found;
  };
  const std::string own = title(step);
  std::size_t alike = 0;
  for (const std::string& other : clusterings(state)) alike += title(other) == own ? 1 : 0;
  return alike > 1 && own.find(step) == std::string::npos ? own + " (" + step + ")" : own;
}

std::vector<LayerView> layers_of_side(const State& state, const std::string& step) {
  const auto all = clusterings(state);
  std::vector<LayerView> layers = state.layers;
  for (LayerView& view : layers) {
    const Layer* layer = state.map->data.find(view.name);
    if (!layer) continue;
    const std::string& made_by = layer->provenance.step;
    if (layer->role == Role::establishments) view.style.visible = false;
    if (layer->role != Role::result || std::find(all.begin(), all.end(), made_by) == all.end()) continue;
    const bool shows_clusters = layer->kind == "clusters" || layer->kind == "cluster_firms";
    view.style.visible = made_by == step && (shows_clusters || view.style.visible);
  }
  return layers;
}

ComparedNumbers compare_labels(const Table& a, const Table& b) {
  const auto &clusters_a = clusters_of(a), &clusters_b = clusters_of(b);
  const Column *id_a = a.find("id"), *id_b = b.find("id");
  bool same = clusters_a.size() == clusters_b.size();
  for (std::size_t row = 0; same && id_a && id_b && row < clusters_a.size(); ++row)
    same = id_a->text(row) == id_b->text(row);
  if (!same)
    throw usage_error("the two results are not about the same firms",
                      "run both on the firms that are there now");
  const Column *role_a = a.find("role"), *role_b = b.find("role");
  constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
  std::vector<std::int32_t> labels_a(clusters_a.size(), -1), labels_b(clusters_a.size(), -1);
  ComparedNumbers numbers;
  for (std::size_t row = 0; row < clusters_a.size(); ++row) {
    if (!is_placed(role_a, row) || !is_placed(role_b, row)) continue;
    ++numbers.firms;
    labels_a[row] = static_cast<std::int32_t>(std::clamp<std::int64_t>(clusters_a[row], -1, kMost));
    labels_b[row] = static_cast<std::int32_t>(std::clamp<std::int64_t>(clusters_b[row], -1, kMost));
  }
  numbers.a = count(labels_a, numbers.firms);
  numbers.b = count(labels_b, numbers.firms);
  numbers.agreement = adjusted_rand_index(labels_a, labels_b, numbers.firms);
  return numbers;
}

}  // namespace agglo::viewer
