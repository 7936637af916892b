// Counting of points on the graphics card.
#include <algorithm>
#include <chrono>
#include <random>

#include "agglo/error.hpp"
#include "viewer/draw/compute_counter.hpp"

namespace agglo::viewer {

namespace {

constexpr GLuint kX = 0, kY = 1, kMask = 2, kCells = 3;  // bindings of the shader

double ms_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

void store(const Buffer& buffer, std::size_t bytes, const void* data, GLenum usage) {
  glBindBuffer(GL_SHADER_STORAGE_BUFFER, buffer.id);
  glBufferData(GL_SHADER_STORAGE_BUFFER, static_cast<GLsizeiptr>(bytes), data, usage);
}

/// Errors of calls made before are nobody's here.
void forget_errors() {
  for (int k = 0; k < 100 && glGetError() != GL_NO_ERROR; ++k) {
  }
}

/// Towns of firms, so that cells are hit as often as those of real layers.
PointIndex trial_points(std::size_t n) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> anywhere(0, 100'000);
  std::normal_distribution<double> near(0, 3000);
  std::vector<double> x, y;
  double town_x = 0, town_y = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (i % 500 == 0) {
      town_x = anywhere(random);
      town_y = anywhere(random);
    }
    x.push_back(town_x + near(random));
    y.push_back(town_y + near(random));
  }
  return PointIndex(x, y, {});
}

}  // namespace

std::unique_ptr<ComputeCounter> ComputeCounter::start() {
  if (!epoxy_is_desktop_gl() || epoxy_gl_version() < 43) return nullptr;
  try {
    std::unique_ptr<ComputeCounter> counter(new ComputeCounter);
    return counter->try_out() ? std::move(counter) : nullptr;
  } catch (const Error&) {  // the driver rejects the shader: the processor counts as well
    return nullptr;
  }
}

bool ComputeCounter::try_out() {
  GLint64 most = 0;
  glGetInteger64v(GL_MAX_SHADER_STORAGE_BLOCK_SIZE, &most);
  most_bytes_ = static_cast<std::size_t>(std::max<GLint64>(0, most));
  constexpr std::size_t kPoints = 1 << 16;
  constexpr int kTimes = 16;
  const auto points = std::make_shared<const PointIndex>(trial_points(kPoints));
  const Box& box = points->box();
  const CellFrame frame = cells_of_view(box, box.width() / 600);
  const std::vector<float> wanted = bin_points(*points, box, frame.cell_m, nullptr).count;
  std::vector<std::uint32_t> cells;
  if (!count(points, nullptr, frame, cells) || as_floats(cells) != wanted) return false;
  const auto again = count(points, nullptr, frame, cells);
  if (!again || as_floats(cells) != wanted) return false;
  const auto begin = std::chrono::steady_clock::now();
  add(layer_of(points), frame, cell_steps(*points, frame), kTimes);
  glFinish();
  point_ms_ = ms_since(begin) / static_cast<double>(kPoints * kTimes);
  call_ms_ = *again;
  return true;
}

ComputeCounter::Layer& ComputeCounter::layer_of(const std::shared_ptr<const PointIndex>& points) {
  std::erase_if(layers_, [](const auto& entry) { return entry.second.points.expired(); });
  Layer& layer = layers_[points.get()];
  if (!layer.parts.empty()) return layer;
  layer.points = points;
  for (std::size_t begin = 0; begin < points->size(); begin += kPart) {
    auto part = std::make_unique<Part>();
    part->begin = begin;
    part->end = std::min(points->size(), begin + kPart);
    const std::size_t bytes = (part->end - begin) * sizeof(std::uint32_t);
    store(part->x, bytes, points->x_steps().data() + begin, GL_STATIC_DRAW);
    store(part->y, bytes, points->y_steps().data() + begin, GL_STATIC_DRAW);
    layer.parts.push_back(std::move(part));
  }
  return layer;
}

void ComputeCounter::set_mask(const std::shared_ptr<const PointMask>& mask) {
  const std::uint64_t none = 0;
  if (!mask)
    store(mask_buffer_, sizeof none, &none, GL_STREAM_DRAW);
  else if (mask != mask_)
    store(mask_buffer_, mask->words().size_bytes(), mask->words().data(), GL_STREAM_DRAW);
  mask_ = mask;
  program_.set_count("masked", mask ? 1 : 0);
}

void ComputeCounter::add(const Layer& layer, const CellFrame& frame, const CellSteps& steps, int times) {
  constexpr std::size_t kGroup = 256;  // as in the shader
  program_.set_64_bits("factor", steps.factor);
  program_.set_64_bits("x_shift", steps.x_shift);
  program_.set_64_bits("y_shift", steps.y_shift);
  program_.set_whole("range", steps.range.min_x, steps.range.min_y, steps.range.max_x, steps.range.max_y);
  program_.set_whole("size", frame.columns, frame.rows);
  for (const auto& part : layer.parts) {
    glBindBufferBase(GL_SHADER_STORAGE_BUFFER, kX, part->x.id);
    glBindBufferBase(GL_SHADER_STORAGE_BUFFER, kY, part->y.id);
    const std::size_t n = part->end - part->begin;
    if (mask_)
      glBindBufferRange(GL_SHADER_STORAGE_BUFFER, kMask, mask_buffer_.id,
                        static_cast<GLintptr>(part->begin / 8), static_cast<GLsizeiptr>((n + 63) / 64 * 8));
    else
      glBindBufferBase(GL_SHADER_STORAGE_BUFFER, kMask, mask_buffer_.id);
    program_.set_count("points", n);
    const auto groups = static_cast<GLuint>((n + kGroup - 1) / kGroup);
    for (int k = 0; k < times; ++k) glDispatchCompute(groups, 1, 1);
  }
}

std::optional<double> ComputeCounter::count(const std::shared_ptr<const PointIndex>& points,
                                            const std::shared_ptr<const PointMask>& mask,
                                            const CellFrame& frame, std::vector<std::uint32_t>& cells) {
  const auto begin = std::chrono::steady_clock::now();
  cells.assign(frame.cells(), 0);
  const CellSteps steps = cell_steps(*points, frame);
  if (!steps.any) return 0.0;
  const std::size_t bytes = cells.size() * sizeof(std::uint32_t);
  if (bytes > most_bytes_) return {};
  forget_errors();
  const Layer& layer = layer_of(points);
  program_.use();
  set_mask(mask);
  store(cells_buffer_, bytes, cells.data(), GL_DYNAMIC_COPY);
  glBindBufferBase(GL_SHADER_STORAGE_BUFFER, kCells, cells_buffer_.id);
  add(layer, frame, steps, 1);
  glMemoryBarrier(GL_BUFFER_UPDATE_BARRIER_BIT);
  glBindBuffer(GL_SHADER_STORAGE_BUFFER, cells_buffer_.id);
  glGetBufferSubData(GL_SHADER_STORAGE_BUFFER, 0, static_cast<GLsizeiptr>(bytes), cells.data());
  if (glGetError() != GL_NO_ERROR) {  // the card has no memory for them
    layers_.clear();
    return {};
  }
  return ms_since(begin);
}

}  // namespace agglo::viewer
