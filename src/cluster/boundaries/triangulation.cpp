#include "cluster/boundaries/triangulation.hpp"

#include <algorithm>
#include <utility>

#include "cluster/stop_check.hpp"
#include "cluster/stoppable_fill.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

constexpr std::size_t kStrip = 16384;           // places that one thread triangulates by itself
constexpr std::size_t kParallelFrom = 65536;    // fewer places are not worth the hand-over
constexpr std::uint32_t kStepsPerCheck = 8192;  // of a merge

/// Slots of half-edge pairs that a range of places may use: a planar graph of n places has under 3 n edges.
class Slots {
 public:
  Slots(std::size_t first_place, std::size_t last_place) : ranges_{{3 * first_place, 3 * last_place}} {}

  std::uint32_t take() {
    if (!freed_.empty()) {
      const std::uint32_t slot = freed_.back();
      freed_.pop_back();
      return slot;
    }
    while (ranges_.back().first == ranges_.back().second) ranges_.pop_back();
    return static_cast<std::uint32_t>(2 * ranges_.back().first++);
  }
  void give_back(std::uint32_t slot) { freed_.push_back(slot); }
  void absorb(const Slots& other) {
    ranges_.insert(ranges_.end(), other.ranges_.begin(), other.ranges_.end());
    freed_.insert(freed_.end(), other.freed_.begin(), other.freed_.end());
  }

 private:
  std::vector<std::pair<std::size_t, std::size_t>> ranges_;
  std::vector<std::uint32_t> freed_;
};

/// Counter-clockwise hull edge out of the first place, clockwise hull edge out of the last one.
struct Ends {
  std::uint32_t left, right;
};

class Builder {
 public:
  Builder(std::span<const Place> places, Triangulation& mesh, const RunControl& run)
      : places_(places), mesh_(mesh), run_(run) {}

  Ends build(std::size_t first, std::size_t last, Slots& slots) {
    const std::size_t n = last - first;
    if (n <= 3) return few(first, n, slots);
    if (n >= 1024) run_.check();
    const std::size_t middle = first + n / 2;
    const Ends left = build(first, middle, slots);
    const Ends right = build(middle, last, slots);
    return merge(left, right, slots);
  }

  Ends merge(Ends left, Ends right, Slots& slots) {
    auto [outer_left, inner_left] = left;
    auto [inner_right, outer_right] = right;
    for (;;) {  // lower common tangent
      if (side(inner_left, mesh_.origin[inner_right]) > 0)
        inner_left = mesh_.left_next(inner_left);
      else if (side(inner_right, mesh_.origin[inner_left]) < 0)
        inner_right = mesh_.next[inner_right ^ 1U];
      else
        break;
    }
    std::uint32_t base = connect(inner_right ^ 1U, inner_left, slots);
    if (mesh_.origin[inner_left] == mesh_.origin[outer_left]) outer_left = base ^ 1U;
    if (mesh_.origin[inner_right] == mesh_.origin[outer_right]) outer_right = base;
    std::uint32_t steps = 0;
    do {
      if (++steps % kStepsPerCheck == 0) run_.check();
    } while (raise(base, slots));
    return {outer_left, outer_right};
  }

 private:
  const Place& place(std::uint32_t vertex) const { return places_[vertex]; }
  double side(std::uint32_t e, std::uint32_t vertex) const {
    return orientation(place(mesh_.origin[e]), place(mesh_.end(e)), place(vertex));
  }
  bool circle_holds(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) const {
    return in_circle(place(a), place(b), place(c), place(d)) > 0;
  }

  std::uint32_t make_edge(std::uint32_t a, std::uint32_t b, Slots& slots) {
    const std::uint32_t e = slots.take();
    mesh_.origin[e] = a;
    mesh_.origin[e + 1] = b;
    mesh_.next[e] = mesh_.prev[e] = e;
    mesh_.next[e + 1] = mesh_.prev[e + 1] = e + 1;
    return e;
  }

  /// Joins or parts the rings of edges around two origins.
  void splice(std::uint32_t a, std::uint32_t b) {
    const std::uint32_t after_a = mesh_.next[a], after_b = mesh_.next[b];
    mesh_.next[a] = after_b;
    mesh_.prev[after_b] = a;
    mesh_.next[b] = after_a;
    mesh_.prev[after_a] = b;
  }

  /// A new edge from the end of a to the origin of b, with a, b and it around one face on the left.
  std::uint32_t connect(std::uint32_t a, std::uint32_t b, Slots& slots) {
    const std::uint32_t e = make_edge(mesh_.end(a), mesh_.origin[b], slots);
    splice(e, mesh_.left_next(a));
    splice(e ^ 1U, b);
    return e;
  }

  void remove(std::uint32_t e, Slots& slots) {
    splice(e, mesh_.prev[e]);
    splice(e ^ 1U, mesh_.prev[e ^ 1U]);
    mesh_.origin[e] = mesh_.origin[e ^ 1U] = Triangulation::kNone;
    slots.give_back(e & ~1U);
  }

  Ends few(std::size_t first, std::size_t n, Slots& slots) {
    const auto v = static_cast<std::uint32_t>(first);
    const std::uint32_t a = make_edge(v, v + 1, slots);
    if (n == 2) return {a, a ^ 1U};
    const std::uint32_t b = make_edge(v + 1, v + 2, slots);
    splice(a ^ 1U, b);
    const double turn = orientation(place(v), place(v + 1), place(v + 2));
    if (turn == 0) return {a, b ^ 1U};
    const std::uint32_t c = connect(b, a, slots);
    return turn > 0 ? Ends{a, b ^ 1U} : Ends{c ^ 1U, c};
  }

  /// Adds the next edge between the two halves above `base`; false at the upper common tangent.
  bool raise(std::uint32_t& base, Slots& slots) {
    const std::uint32_t right = mesh_.origin[base], left = mesh_.end(base);
    const auto is_above = [&](std::uint32_t e) { return side(base, mesh_.end(e)) < 0; };
    std::uint32_t l = mesh_.next[base ^ 1U];
    const bool left_is_above = is_above(l);
    while (left_is_above && circle_holds(left, right, mesh_.end(l), mesh_.end(mesh_.next[l]))) {
      const std::uint32_t following = mesh_.next[l];
      remove(l, slots);
      l = following;
    }
    std::uint32_t r = mesh_.prev[base];
    const bool right_is_above = is_above(r);
    while (right_is_above && circle_holds(left, right, mesh_.end(r), mesh_.end(mesh_.prev[r]))) {
      const std::uint32_t following = mesh_.prev[r];
      remove(r, slots);
      r = following;
    }
    if (!left_is_above && !right_is_above) return false;
    const bool take_right = !left_is_above || (right_is_above && circle_holds(mesh_.end(l), mesh_.origin[l],
                                                                              mesh_.origin[r], mesh_.end(r)));
    base = take_right ? connect(r, base ^ 1U, slots) : connect(base ^ 1U, l ^ 1U, slots);
    return true;
  }

  std::span<const Place> places_;
  Triangulation& mesh_;
  const RunControl& run_;
};

/// Strips side by side, then neighbours joined two by two: as build() does, on all threads.
Ends build_in_strips(Builder& builder, std::size_t n, RunControl& run) {
  std::size_t strips = 1;
  while (strips * kStrip < n) strips *= 2;
  std::vector<Ends> ends(strips);
  std::vector<Slots> slots;
  for (std::size_t i = 0; i < strips; ++i) slots.emplace_back(n * i / strips, n * (i + 1) / strips);
  parallel_blocks(strips, 1, run, [&](std::size_t i, std::size_t, std::size_t) {
    ends[i] = builder.build(n * i / strips, n * (i + 1) / strips, slots[i]);
  });
  for (std::size_t width = 1; width < strips; width *= 2)
    parallel_blocks(strips / (2 * width), 1, run, [&](std::size_t pair, std::size_t, std::size_t) {
      const std::size_t i = pair * 2 * width;
      slots[i].absorb(slots[i + width]);
      ends[i] = builder.merge(ends[i], ends[i + width], slots[i]);
    });
  return ends[0];
}

void number_faces(Triangulation& mesh, std::uint32_t hull_edge, const RunControl& run) {
  fill(mesh.face, mesh.origin.size(), Triangulation::kNone, run);
  mesh.face_edge.assign(1, hull_edge ^ 1U);
  std::uint32_t e = hull_edge ^ 1U;
  do {
    mesh.face[e] = Triangulation::kOutside;
    e = mesh.left_next(e);
  } while (e != (hull_edge ^ 1U));
  StopCheck check(run);
  for (e = 0; e < mesh.origin.size(); ++e) {
    check();
    if (mesh.origin[e] == Triangulation::kNone || mesh.face[e] != Triangulation::kNone) continue;
    const auto number = static_cast<std::uint32_t>(mesh.face_edge.size());
    mesh.face_edge.push_back(e);
    mesh.face[e] = number;
    for (std::uint32_t f = mesh.left_next(e); f != e; f = mesh.left_next(f)) mesh.face[f] = number;
  }
}

}  // namespace

void triangulate(std::span<const Place> places, Triangulation& result, RunControl& run) {
  const std::size_t n = places.size();
  if (n > Triangulation::kNone / 6)
    throw failure("a group of " + std::to_string(n) + " places is too large for one boundary",
                  "draw it in parts");
  fill(result.origin, 6 * n, Triangulation::kNone, run);
  fill(result.next, 6 * n, 0U, run);
  fill(result.prev, 6 * n, 0U, run);
  Builder builder(places, result, run);
  Slots slots(0, n);
  const Ends ends = n >= kParallelFrom ? build_in_strips(builder, n, run) : builder.build(0, n, slots);
  number_faces(result, ends.left, run);
}

}  // namespace agglo
