import 'maplibre-gl/dist/maplibre-gl.css'
import { Text, useMantineColorScheme } from '@mantine/core'
import { useColorScheme } from '@mantine/hooks'
import type { FeatureCollection } from 'geojson'
import type { GeoJSONSource, LngLatBoundsLike, Map as MapLibre, StyleSpecification } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import { useEffect, useRef, useState } from 'react'
import { useWords } from '../words.tsx'

/** What a feature shows; its look stands in `styleOf`. */
export type Look = 'lit' | 'dark' | 'open' | 'chosen'
export interface Shown {
  id: string
  title: string
  look: Look
  /** Bigger for what can be switched or affects many. */
  weight: number
}
export type Features = FeatureCollection<GeoJSON.Point | GeoJSON.LineString, Shown>

const role = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

/** Our own style on our own data: a ground, lines, points. Nothing is asked of anybody else, so there are no glyphs. */
function styleOf(features: Features): StyleSpecification {
  const colour = [
    'match',
    ['get', 'look'],
    'dark',
    role('--power-off'),
    'open',
    role('--line-strong'),
    'chosen',
    role('--action'),
    role('--power-on'),
  ] as never
  return {
    version: 8,
    sources: { network: { type: 'geojson', data: features } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': role('--sunken') } },
      {
        id: 'lines',
        type: 'line',
        source: 'network',
        filter: ['==', ['geometry-type'], 'LineString'],
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: { 'line-color': colour, 'line-width': ['match', ['get', 'look'], 'dark', 4, 'open', 1.5, 2.5] },
      },
      {
        id: 'points',
        type: 'circle',
        source: 'network',
        filter: ['==', ['geometry-type'], 'Point'],
        paint: {
          'circle-color': colour,
          'circle-radius': ['+', 4, ['get', 'weight']],
          'circle-stroke-width': 1.5,
          'circle-stroke-color': role('--surface'),
        },
      },
    ],
  }
}

function boundsOf(features: Features): LngLatBoundsLike | undefined {
  let [west, south, east, north] = [180, 90, -180, -90]
  const add = ([x, y]: number[]) => {
    west = Math.min(west, x!)
    east = Math.max(east, x!)
    south = Math.min(south, y!)
    north = Math.max(north, y!)
  }
  for (const { geometry } of features.features)
    if (geometry.type === 'Point') add(geometry.coordinates)
    else for (const c of geometry.coordinates) add(c)
  return west > east ? undefined : [west, south, east, north]
}

/** A map of what is given; a click on a point names it. Where the browser cannot draw it, it says so. */
export function MapView({
  features,
  label,
  height = 380,
  onPick,
}: {
  features: Features
  label: string
  height?: number
  onPick?: (id: string) => void
}) {
  const { say } = useWords()
  const { colorScheme } = useMantineColorScheme()
  const system = useColorScheme()
  const holder = useRef<HTMLDivElement>(null)
  const map = useRef<MapLibre>(undefined)
  const latest = useRef({ features, onPick })
  latest.current = { features, onPick }
  const [impossible, setImpossible] = useState(false)
  const [pointed, setPointed] = useState('')

  useEffect(() => {
    let gone = false
    let made: MapLibre | undefined
    void import('maplibre-gl')
      .then((maplibre) => {
        if (gone || !holder.current) return
        maplibre.setWorkerUrl(workerUrl)
        made = new maplibre.Map({
          container: holder.current,
          style: styleOf(latest.current.features),
          attributionControl: false,
          bounds: boundsOf(latest.current.features),
          fitBoundsOptions: { padding: 40, maxZoom: 16 },
          maxZoom: 18,
          dragRotate: false,
          pitchWithRotate: false,
          fadeDuration: 0,
          locale: {
            'Map.Title': label,
            'NavigationControl.ZoomIn': say('console.map.in'),
            'NavigationControl.ZoomOut': say('console.map.out'),
          },
        })
        map.current = made
        made.addControl(new maplibre.NavigationControl({ showCompass: false }), 'top-right')
        made.on('click', 'points', (e) => {
          const id = e.features?.[0]?.properties.id as string | undefined
          if (id) latest.current.onPick?.(id)
        })
        made.on('mousemove', 'points', (e) => setPointed(String(e.features?.[0]?.properties.title ?? '')))
        made.on('mouseleave', 'points', () => setPointed(''))
      })
      .catch(() => setImpossible(true))
    return () => {
      gone = true
      made?.remove()
      map.current = undefined
    }
  }, [label, say])

  // Colours follow the scheme; the token's value is known once the root carries it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the scheme decides what the tokens are
  useEffect(() => {
    const timer = setTimeout(() => map.current?.setStyle(styleOf(latest.current.features)), 50)
    return () => clearTimeout(timer)
  }, [colorScheme, system])

  // The map stays, its data changes; it moves only when what is shown lies elsewhere.
  const extent = JSON.stringify(boundsOf(features))
  useEffect(() => {
    const to = map.current
    if (!to) return
    const put = () => void to.getSource<GeoJSONSource>('network')?.setData(features)
    if (to.getSource('network')) put()
    else to.once('load', put)
  }, [features])
  useEffect(() => {
    const bounds = extent === undefined ? undefined : (JSON.parse(extent) as LngLatBoundsLike)
    if (bounds) map.current?.fitBounds(bounds, { padding: 40, maxZoom: 16, animate: false })
  }, [extent])

  if (impossible) return <Text c="dimmed">{say('console.map.impossible')}</Text>
  return (
    <div className="map" style={{ height }}>
      <div ref={holder} style={{ position: 'absolute', inset: 0 }} />
      <output className="map-pointed">{pointed}</output>
    </div>
  )
}
