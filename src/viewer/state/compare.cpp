#include "viewer/state/compare.hpp"

#include <algorithm>
#include <limits>
#include <unordered_map>

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

std::vector<Clustering> find_clusterings(const State& state) {
  std::vector<Clustering> all;
  std::unordered_map<std::string_view, std::size_t> index;  // by step
  for (const Layer& layer : state.map->data.layers)
    if (layer.kind == "cluster_firms" && layer.table &&
        index.emplace(layer.provenance.step, all.size()).second)
      all.push_back({layer.provenance.step, "", {}});
  std::unordered_map<std::string_view, std::string_view> titles;  // by layer
  for (const LayerView& view : state.layers) titles.emplace(view.name, view.title);
  for (const Layer& layer : state.map->data.layers) {
    const auto of = index.find(layer.provenance.step);
    if (layer.role != Role::result || of == index.end()) continue;
    Clustering& clustering = all[of->second];
    clustering.layers.push_back(layer.name);
    const auto title = titles.find(layer.name);
    if (title == titles.end()) continue;
    const bool says_more =
        layer.kind == "clusters" || (layer.kind == "cluster_firms" && clustering.title.empty());
    if (says_more) clustering.title = title->second;
  }
  std::unordered_map<std::string, std::size_t> called;
  for (Clustering& each : all) {
    if (each.title.empty()) each.title = each.step;
    ++called[each.title];
  }
  for (auto& [step, title, layers] : all)
    if (called[title] > 1 && title.find(step) == std::string::npos) title += " (" + step + ")";
  return all;
}

const Clustering* find_clustering(const State& state, std::string_view step) {
  const auto found = std::find_if(state.clusterings.begin(), state.clusterings.end(),
                                  [&](const Clustering& each) { return each.step == step; });
  return found == state.clusterings.end() ? nullptr : &*found;
}

bool is_result_of(const Clustering& clustering, std::string_view layer) {
  return std::find(clustering.layers.begin(), clustering.layers.end(), layer) != clustering.layers.end();
}

std::vector<LayerView> layers_of_side(const State& state, std::string_view step) {
  std::unordered_map<std::string_view, std::string_view> made_by;  // steps of layers
  for (const Clustering& each : state.clusterings)
    for (const std::string& layer : each.layers) made_by.emplace(layer, each.step);
  std::vector<LayerView> layers = state.layers;
  for (LayerView& view : layers) {
    const SceneLayer& layer = state.map->scene.layers[view.index];
    if (layer.role == Role::establishments) view.style.visible = false;
    const auto made = made_by.find(view.name);
    if (made == made_by.end()) continue;
    const bool shows_clusters = layer.kind == "clusters" || layer.kind == "cluster_firms";
    view.style.visible = made->second == step && (shows_clusters || view.style.visible);
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
