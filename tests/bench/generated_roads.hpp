// A made-up road network on a plane: towns whose sizes follow a power law, villages between them, streets
// from each place to its neighbours, fast roads along the shortest ways between towns, one-way streets in
// towns, and an island. It depends on its options alone.
#pragma once

#include <algorithm>
#include <array>
#include <limits>
#include <queue>
#include <utility>
#include <vector>

#include "agglo/roads.hpp"
#include "generated_random.hpp"

namespace generated {

struct RoadOptions {
  std::uint32_t nodes = 77000;
  double nodes_per_km2 = 30;  ///< 30 like Luxembourg, 4 for sparse country
  double in_towns = 0.6;      ///< share of the nodes
  double one_way = 0.1;       ///< share of the streets in towns
  std::uint64_t seed = 1;
};

namespace make {

struct RoadNode {
  double x, y;
  bool in_town;
};
struct Street {
  std::uint32_t a, b;
  double length_m, kmh;
  bool one_way, bent;
};
/// Streets of each node, as offsets and items.
struct StreetsOf {
  std::vector<std::uint32_t> start, item;

  StreetsOf(std::uint32_t nodes, const std::vector<Street>& streets) : start(nodes + 2) {
    for (const Street& street : streets) ++start[street.a + 2], ++start[street.b + 2];
    for (std::size_t i = 2; i < start.size(); ++i) start[i] += start[i - 1];
    item.resize(2 * streets.size());
    for (std::uint32_t s = 0; s < streets.size(); ++s)
      for (const std::uint32_t node : {streets[s].a, streets[s].b}) item[start[node + 1]++] = s;
  }
};

inline double apart(const RoadNode& a, const RoadNode& b) {
  return std::sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
}

/// Town centres first, the largest before the others, then the places around them and between.
inline std::vector<RoadNode> road_nodes(const RoadOptions& options, std::uint32_t towns, double side_m) {
  std::vector<double> reach(towns);  // cumulative weights of the towns
  for (std::uint32_t t = 0; t < towns; ++t) reach[t] = (t == 0 ? 0 : reach[t - 1]) + 1.0 / (t + 3);
  std::vector<RoadNode> nodes;
  for (std::uint32_t i = 0; i < options.nodes; ++i) {
    Random random(options.seed, 11, i);
    RoadNode node{random.uniform(0, side_m), random.uniform(0, side_m), i < towns};
    if (i >= towns && random.uniform() < options.in_towns) {
      const auto at = std::upper_bound(reach.begin(), reach.end(), random.uniform() * reach.back());
      const auto t = std::min(static_cast<std::size_t>(at - reach.begin()), std::size_t{towns} - 1);
      const double members = options.in_towns * options.nodes / (static_cast<double>(t + 3) * reach.back());
      const double spread_m = 33 * std::sqrt(members);  // about 150 a square km
      const auto [dx, dy] = random.normal();
      node = {nodes[t].x + spread_m * dx, nodes[t].y + spread_m * dy, true};
    }
    nodes.push_back(
        {std::min(std::max(node.x, 0.0), side_m), std::min(std::max(node.y, 0.0), side_m), node.in_town});
  }
  return nodes;
}

/// Nodes by cell of a grid.
class NodeGrid {
 public:
  NodeGrid(const std::vector<RoadNode>& nodes, double side_m)
      : nodes_(nodes),
        across_(1 + static_cast<std::int64_t>(std::sqrt(static_cast<double>(nodes.size()) / 2))),
        cell_m_(side_m / static_cast<double>(across_)),
        start_(static_cast<std::size_t>(across_ * across_) + 2) {
    for (const RoadNode& node : nodes) ++start_[cell(node) + 2];
    for (std::size_t i = 2; i < start_.size(); ++i) start_[i] += start_[i - 1];
    item_.resize(nodes.size());
    for (std::uint32_t i = 0; i < nodes.size(); ++i) item_[start_[cell(nodes[i]) + 1]++] = i;
  }

  /// At least `wanted` nodes (where there are so many), all that are no farther than the last, nearest first.
  void nearest(std::uint32_t of, std::size_t wanted, std::vector<std::pair<double, std::uint32_t>>& found) {
    wanted = std::min(wanted, nodes_.size() - 1);
    for (std::int64_t rings = 1;; rings *= 2) {
      found.clear();
      const auto [low_x, low_y] = corner(nodes_[of], -rings);
      const auto [high_x, high_y] = corner(nodes_[of], rings);
      for (std::int64_t y = low_y; y <= high_y; ++y)
        for (std::size_t i = start_[at(low_x, y)]; i < start_[at(high_x, y) + 1]; ++i) {
          const double d = apart(nodes_[of], nodes_[item_[i]]);
          if (item_[i] != of && (d <= static_cast<double>(rings) * cell_m_ || rings >= across_))
            found.emplace_back(d, item_[i]);
        }
      if (found.size() >= wanted || rings >= across_) break;
    }
    std::sort(found.begin(), found.end());
  }

 private:
  std::size_t at(std::int64_t x, std::int64_t y) const { return static_cast<std::size_t>(y * across_ + x); }
  std::pair<std::int64_t, std::int64_t> corner(const RoadNode& node, std::int64_t away) const {
    const auto along = [&](double v) {
      return std::clamp<std::int64_t>(static_cast<std::int64_t>(v / cell_m_) + away, 0, across_ - 1);
    };
    return {along(node.x), along(node.y)};
  }
  std::size_t cell(const RoadNode& node) const {
    const auto [x, y] = corner(node, 0);
    return at(x, y);
  }
  const std::vector<RoadNode>& nodes_;
  std::int64_t across_;
  double cell_m_;
  std::vector<std::uint32_t> start_, item_;
};

/// Two nodes are joined when no third is nearer to both (relative neighbourhood graph), which joins all and
/// leaves crossings of three or four streets and dead ends; but nothing joins the corner that is an island.
inline std::vector<Street> streets_of(const std::vector<RoadNode>& nodes, const RoadOptions& options,
                                      double side_m) {
  NodeGrid grid(nodes, side_m);
  std::vector<Street> streets;
  std::vector<std::pair<double, std::uint32_t>> near;
  const auto on_island = [&](const RoadNode& node) { return node.x + node.y < 0.08 * side_m; };
  for (std::uint32_t a = 0; a < nodes.size(); ++a) {
    grid.nearest(a, 12, near);
    for (std::size_t i = 0; i < near.size(); ++i) {
      const auto [d, b] = near[i];
      const auto blocks = [&, d = d, b = b](const auto& other) {
        return other.first < d && apart(nodes[other.second], nodes[b]) < d;
      };
      if (on_island(nodes[a]) != on_island(nodes[b])) continue;
      if (std::any_of(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(i), blocks)) continue;
      streets.push_back({std::min(a, b), std::max(a, b), d, 0, false, false});
    }
  }
  const auto ends = [](const Street& s) { return std::pair(s.a, s.b); };
  std::sort(streets.begin(), streets.end(), [&](auto& s, auto& t) { return ends(s) < ends(t); });
  const auto same = [&](auto& s, auto& t) { return ends(s) == ends(t); };
  streets.erase(std::unique(streets.begin(), streets.end(), same), streets.end());
  for (std::size_t s = 0; s < streets.size(); ++s) {
    Random random(options.seed, 12, s);
    Street& street = streets[s];
    const bool in_town = nodes[street.a].in_town && nodes[street.b].in_town;
    street.kmh = in_town ? (random.uniform() < 0.2 ? 50 : 30) : (random.uniform() < 0.2 ? 60 : 40);
    street.one_way = in_town && random.uniform() < options.one_way;
    street.bent = random.uniform() < 0.4;
    if (street.bent) street.length_m *= std::sqrt(1.09);  // by the corner at 0.15 of the length beside it
  }
  return streets;
}

/// Makes a fast road of the quickest way between two nodes, if there is one.
inline void speed_up(const std::vector<RoadNode>& nodes, const StreetsOf& of, std::uint32_t from,
                     std::uint32_t to, double kmh, std::vector<Street>& streets,
                     std::vector<std::pair<double, std::uint32_t>>& best) {
  constexpr double kFastest = 120;
  using Entry = std::array<double, 3>;  // bound of the whole way, cost so far, node
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  std::vector<std::uint32_t> seen{from};
  best[from] = {0, 0};
  queue.push({0, 0, static_cast<double>(from)});
  bool found = false;
  while (!queue.empty() && !found) {
    const auto [bound, cost, id] = queue.top();
    queue.pop();
    const auto node = static_cast<std::uint32_t>(id);
    if (cost > best[node].first) continue;
    found = node == to;
    for (std::uint32_t i = of.start[node]; i < of.start[node + 1]; ++i) {
      const Street& street = streets[of.item[i]];
      const std::uint32_t head = street.a == node ? street.b : street.a;
      const double there = cost + street.length_m / street.kmh;
      if (there >= best[head].first) continue;
      if (best[head].first == std::numeric_limits<double>::infinity()) seen.push_back(head);
      best[head] = {there, of.item[i]};
      queue.push({there + apart(nodes[head], nodes[to]) / kFastest, there, static_cast<double>(head)});
    }
  }
  for (std::uint32_t node = to; found && node != from;) {
    Street& street = streets[best[node].second];
    street.kmh = std::max(street.kmh, kmh);
    street.one_way = false;
    node = street.a == node ? street.b : street.a;
  }
  for (const std::uint32_t node : seen) best[node].first = std::numeric_limits<double>::infinity();
}

/// From each town to the two nearest that are larger.
inline void fast_roads(const std::vector<RoadNode>& nodes, std::uint32_t towns, const StreetsOf& of,
                       std::vector<Street>& streets) {
  std::vector<std::pair<double, std::uint32_t>> best(nodes.size(),
                                                     {std::numeric_limits<double>::infinity(), 0});
  for (std::uint32_t i = 1; i < towns; ++i) {
    std::vector<std::pair<double, std::uint32_t>> larger;
    for (std::uint32_t j = 0; j < i; ++j) larger.emplace_back(apart(nodes[i], nodes[j]), j);
    std::sort(larger.begin(), larger.end());
    const double kmh = i <= towns / 60 ? 110 : i <= towns / 12 ? 90 : i <= towns / 4 ? 80 : 65;
    for (std::size_t k = 0; k < std::min<std::size_t>(2, larger.size()); ++k)
      speed_up(nodes, of, i, larger[k].second, kmh, streets, best);
  }
}

/// Numbers of the nodes in the order of a depth-first walk.
inline std::vector<std::uint32_t> depth_first(const StreetsOf& of, const std::vector<Street>& streets,
                                              std::uint32_t nodes) {
  std::vector<std::uint32_t> number(nodes, nodes), stack;
  std::uint32_t next = 0;
  for (std::uint32_t root = 0; root < nodes; ++root) {
    stack.push_back(root);
    while (!stack.empty()) {
      const std::uint32_t node = stack.back();
      stack.pop_back();
      if (number[node] != nodes) continue;
      number[node] = next++;
      for (std::uint32_t i = of.start[node]; i < of.start[node + 1]; ++i) {
        const Street& street = streets[of.item[i]];
        stack.push_back(street.a == node ? street.b : street.a);
      }
    }
  }
  return number;
}

inline void add_edge(const RoadOptions& options, const std::vector<RoadNode>& nodes,
                     const std::vector<std::uint32_t>& number, const Street& street,
                     agglo::RoadEdges& edges) {
  const std::uint32_t row = static_cast<std::uint32_t>(edges.size());
  const RoadNode &a = nodes[street.a], &b = nodes[street.b];
  const double seconds = street.length_m / street.kmh * 3.6;
  edges.from.push_back(number[street.a]);
  edges.to.push_back(number[street.b]);
  edges.length_m.push_back(street.length_m);
  edges.forward_s.push_back(seconds);
  edges.backward_s.push_back(street.one_way ? std::numeric_limits<double>::quiet_NaN() : seconds);
  edges.joinable.push_back(street.kmh < 100);
  edges.cut.push_back(0);
  const double side = Random(options.seed, 13, row).uniform() < 0.5 ? 0.15 : -0.15;
  std::vector<double> x{a.x}, y{a.y};
  if (street.bent) {
    x.push_back((a.x + b.x) / 2 - side * (b.y - a.y));
    y.push_back((a.y + b.y) / 2 + side * (b.x - a.x));
  }
  x.push_back(b.x);
  y.push_back(b.y);
  edges.lines.begin_row(agglo::ShapeKind::line);
  edges.lines.begin_part();
  edges.lines.add_ring(x, y);
  edges.id.push_back(std::to_string(row));
  edges.name.push_back("");
  edges.kind.push_back(street.kmh >= 100 ? "motorway" : street.kmh >= 65 ? "primary" : "residential");
}

/// The nodes that a walk along (or against) the open directions reaches are appended, each after all that
/// were reached from it.
inline void walk_from(std::uint32_t root, const std::vector<std::vector<std::uint32_t>>& heads,
                      std::vector<char>& seen, std::vector<std::uint32_t>& order) {
  std::vector<std::pair<std::uint32_t, std::size_t>> stack;
  if (!seen[root]) stack.emplace_back(root, 0);
  seen[root] = 1;
  while (!stack.empty()) {
    auto& [node, next] = stack.back();
    if (next == heads[node].size()) {
      order.push_back(node);
      stack.pop_back();
      continue;
    }
    const std::uint32_t head = heads[node][next++];
    if (!seen[head]) stack.emplace_back(head, 0);
    seen[head] = 1;
  }
}

/// Strongly connected components (Kosaraju), the largest first.
inline void add_components(agglo::RoadEdges& edges) {
  std::vector<std::vector<std::uint32_t>> out(edges.node_count), in(edges.node_count);
  for (std::size_t e = 0; e < edges.size(); ++e) {
    out[edges.from[e]].push_back(edges.to[e]), in[edges.to[e]].push_back(edges.from[e]);
    if (std::isnan(edges.backward_s[e])) continue;
    out[edges.to[e]].push_back(edges.from[e]), in[edges.from[e]].push_back(edges.to[e]);
  }
  std::vector<std::uint32_t> order;
  std::vector<char> seen(edges.node_count, 0);
  for (std::uint32_t node = 0; node < edges.node_count; ++node) walk_from(node, out, seen, order);
  std::vector<std::vector<std::uint32_t>> components;
  std::fill(seen.begin(), seen.end(), 0);
  for (std::size_t i = order.size(); i-- > 0;) {
    std::vector<std::uint32_t> members;
    walk_from(order[i], in, seen, members);
    if (!members.empty()) components.push_back(std::move(members));
  }
  std::stable_sort(components.begin(), components.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
  std::vector<std::uint32_t> of_node(edges.node_count);
  for (std::uint32_t c = 0; c < components.size(); ++c)
    for (const std::uint32_t node : components[c]) of_node[node] = c;
  for (const std::uint32_t from : edges.from) {
    edges.component.push_back(of_node[from]);
    edges.component_nodes.push_back(static_cast<std::uint32_t>(components[of_node[from]].size()));
  }
}

}  // namespace make

/// `made_as`: the number that each node had before nodes were ordered, town by town, as files number theirs.
inline agglo::RoadEdges roads(const RoadOptions& options, std::vector<std::uint32_t>* made_as = nullptr) {
  const double side_m = 1000 * std::sqrt(options.nodes / options.nodes_per_km2);
  const std::uint32_t towns = std::min(options.nodes, 3 + options.nodes / 300);
  const std::vector<make::RoadNode> nodes = make::road_nodes(options, towns, side_m);
  std::vector<make::Street> streets = make::streets_of(nodes, options, side_m);
  const make::StreetsOf of(options.nodes, streets);
  make::fast_roads(nodes, towns, of, streets);
  const std::vector<std::uint32_t> number = make::depth_first(of, streets, options.nodes);
  std::sort(streets.begin(), streets.end(), [&](const make::Street& s, const make::Street& t) {
    return std::pair(number[s.a], number[s.b]) < std::pair(number[t.a], number[t.b]);
  });
  agglo::RoadEdges edges;
  edges.node_count = options.nodes;
  for (const make::Street& street : streets) make::add_edge(options, nodes, number, street, edges);
  make::add_components(edges);
  if (made_as) {
    made_as->resize(number.size());
    for (std::uint32_t node = 0; node < number.size(); ++node) (*made_as)[number[node]] = node;
  }
  return edges;
}

}  // namespace generated
