// Scripts and npm call this path; what it does is in build/.
import './build/build.mjs';
