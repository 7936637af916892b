#include "cluster/boundaries/mesh_outline.hpp"

#include <algorithm>

#include "cluster/stop_check.hpp"

namespace agglo {
namespace {

constexpr std::uint32_t kNone = Triangulation::kNone;

struct Ring {
  std::uint32_t body;  ///< number of the edge-connected set of triangles
  bool is_hole;
  std::vector<std::uint32_t> corners;
};

/// Numbers the edge-connected sets of chosen triangles.
std::vector<std::uint32_t> bodies(const Triangulation& mesh, const FaceSet& inside, StopCheck& check) {
  std::vector<std::uint32_t> body(mesh.face_count(), kNone), open;
  std::uint32_t count = 0;
  for (std::uint32_t start = 1; start < mesh.face_count(); ++start) {
    check();
    if (!inside[start] || body[start] != kNone) continue;
    body[start] = count;
    open.assign(1, start);
    while (!open.empty()) {
      check();
      std::uint32_t e = mesh.face_edge[open.back()];
      open.pop_back();
      for (int side = 0; side < 3; ++side, e = mesh.left_next(e)) {
        const std::uint32_t other = mesh.face[e ^ 1U];
        if (!inside[other] || body[other] != kNone) continue;
        body[other] = count;
        open.push_back(other);
      }
    }
    ++count;
  }
  return body;
}

class Tracer {
 public:
  Tracer(const Triangulation& mesh, std::span<const Place> places, const FaceSet& inside,
         const RunControl& run)
      : mesh_(mesh),
        places_(places),
        inside_(inside),
        check_(run),
        done_(mesh.origin.size(), false),
        at_(places.size(), kNone) {}

  std::vector<Ring> rings() {
    const std::vector<std::uint32_t> body = bodies(mesh_, inside_, check_);
    for (std::uint32_t e = 0; e < mesh_.origin.size(); ++e) {
      check_();
      if (is_border(e) && !done_[e]) trace(e, body[mesh_.face[e]]);
    }
    std::stable_sort(rings_.begin(), rings_.end(), [](const Ring& a, const Ring& b) {
      return a.body != b.body ? a.body < b.body : a.is_hole < b.is_hole;
    });
    return std::move(rings_);
  }

 private:
  bool is_border(std::uint32_t e) const {
    return mesh_.origin[e] != kNone && inside_[mesh_.face[e]] && !inside_[mesh_.face[e ^ 1U]];
  }

  /// The border edge that bounds the same fan of triangles around the end of border edge e.
  std::uint32_t following(std::uint32_t e) const {
    std::uint32_t f = mesh_.left_next(e);
    while (inside_[mesh_.face[f ^ 1U]]) f = mesh_.left_next(f ^ 1U);
    return f;
  }

  /// Walks around; each time a vertex comes back, the corners since then are a simple ring of their own.
  void trace(std::uint32_t start, std::uint32_t body) {
    path_.clear();
    std::uint32_t e = start;
    do {
      check_();
      done_[e] = true;
      const std::uint32_t v = mesh_.origin[e];
      if (at_[v] != kNone) cut(at_[v], body);
      at_[v] = static_cast<std::uint32_t>(path_.size());
      path_.push_back(v);
      e = following(e);
    } while (e != start);
    cut(0, body);
  }

  void cut(std::size_t from, std::uint32_t body) {
    const auto begin = path_.begin() + static_cast<std::ptrdiff_t>(from);
    Ring ring{body, false, {begin, path_.end()}};
    path_.erase(begin, path_.end());
    for (const std::uint32_t v : ring.corners) at_[v] = kNone;
    // Places ascend, so the lowest number is a corner of the convex hull: its turn is that of the ring.
    const auto lowest = std::min_element(ring.corners.begin(), ring.corners.end());
    std::rotate(ring.corners.begin(), lowest, ring.corners.end());
    ring.is_hole =
        orientation(places_[ring.corners.back()], places_[ring.corners[0]], places_[ring.corners[1]]) < 0;
    rings_.push_back(std::move(ring));
  }

  const Triangulation& mesh_;
  std::span<const Place> places_;
  const FaceSet& inside_;
  StopCheck check_;
  std::vector<bool> done_;
  std::vector<std::uint32_t> at_, path_;
  std::vector<Ring> rings_;
};

}  // namespace

void fill_holes(const Triangulation& mesh, FaceSet& inside, const RunControl& run) {
  StopCheck check(run);
  std::vector<std::uint32_t> open;
  FaceSet reached(mesh.face_count(), 0);
  const auto reach = [&](std::uint32_t e) {
    const std::uint32_t other = mesh.face[e ^ 1U];
    if (inside[other] || reached[other]) return;
    reached[other] = 1;
    open.push_back(other);
  };
  const auto reach_around = [&](std::uint32_t start) {
    std::uint32_t e = start;
    do {
      check();
      reach(e);
      e = mesh.left_next(e);
    } while (e != start);
  };
  reached[Triangulation::kOutside] = 1;
  reach_around(mesh.face_edge[Triangulation::kOutside]);
  while (!open.empty()) {
    const std::uint32_t face = open.back();
    open.pop_back();
    reach_around(mesh.face_edge[face]);
  }
  for (std::size_t face = 1; face < inside.size(); ++face) inside[face] = !reached[face];
}

void add_closed_ring(std::span<const Place> corners, Shapes& out) {
  for (const Place& corner : corners) {
    out.x.push_back(corner.x);
    out.y.push_back(corner.y);
  }
  out.x.push_back(corners.front().x);
  out.y.push_back(corners.front().y);
  ++out.part_start.back();
  out.ring_start.push_back(out.x.size());
}

void add_outline(const Triangulation& mesh, std::span<const Place> places, const FaceSet& inside, Shapes& out,
                 const RunControl& run) {
  const std::vector<Ring> rings = Tracer(mesh, places, inside, run).rings();
  out.begin_row(rings.empty() ? ShapeKind::none : ShapeKind::polygon);
  std::vector<Place> corners;
  for (const Ring& ring : rings) {
    if (!ring.is_hole) out.begin_part();
    corners.clear();
    for (const std::uint32_t v : ring.corners) corners.push_back(places[v]);
    add_closed_ring(corners, out);
  }
}

}  // namespace agglo
