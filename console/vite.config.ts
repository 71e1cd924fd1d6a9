import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// The console is served under /console/ by our own server; `npm run dev` asks that server for everything else.
export default defineConfig({
  base: '/console/',
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 1500,
    // Fonts as files of our own: the content security policy knows no data: fonts
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/api': 'http://localhost:8080' }, fs: { allow: ['..'] } },
})
