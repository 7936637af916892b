#version 430 core
// Counts points in cells: one call a point, in the whole numbers of cell_steps(), so that the counts are those
// of the processor.
layout(local_size_x = 256) in;
layout(std430, binding = 0) readonly buffer StepsX { uint x_steps[]; };
layout(std430, binding = 1) readonly buffer StepsY { uint y_steps[]; };
layout(std430, binding = 2) readonly buffer Mask { uint mask[]; };  // a bit a point
layout(std430, binding = 3) buffer Cells { uint cells[]; };
uniform uint points;
uniform uint masked;
// Each of 64 bits: low half, high half.
uniform uvec2 factor;
uniform uvec2 x_shift;
uniform uvec2 y_shift;
uniform uvec4 range;  // least x, least y, largest x, largest y
uniform ivec2 size;   // columns, rows

/// (step factor + shift modulo 2^64) >> 48, signed.
int cell_of(uint step, uvec2 shift) {
  uint high, low, carry;
  umulExtended(step, factor.x, high, low);
  high += step * factor.y;
  uaddCarry(low, shift.x, carry);
  high += shift.y + carry;
  return int(high) >> 16;
}

void main() {
  uint i = gl_GlobalInvocationID.x;
  if (i >= points) return;
  if (masked != 0u && (mask[i >> 5] >> (i & 31u) & 1u) == 0u) return;
  uint x = x_steps[i], y = y_steps[i];
  if (x < range.x || x > range.z || y < range.y || y > range.w) return;
  int column = cell_of(x, x_shift), row = cell_of(y, y_shift);
  if (column < 0 || column >= size.x || row < 0 || row >= size.y) return;
  atomicAdd(cells[row * size.x + column], 1u);
}
