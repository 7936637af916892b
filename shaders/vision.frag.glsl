#version 330 core
// The window as eyes with a colour-vision deficiency see it: a matrix for linear light.
uniform sampler2D window;
uniform mat3 eyes;
out vec4 colour;

void main() {
  vec3 light = pow(texelFetch(window, ivec2(gl_FragCoord.xy), 0).rgb, vec3(2.2));
  colour = vec4(pow(clamp(eyes * light, 0.0, 1.0), vec3(1.0 / 2.2)), 1.0);
}
