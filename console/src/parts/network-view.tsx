import { SegmentedControl, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { get } from '../api.ts'
import { Answer } from '../frame/states.tsx'
import { useWords } from '../words.tsx'
import { withQuery } from './address.ts'
import { type Features, type Look, MapView } from './map.tsx'
import { darkNodes, OneLine, type Picture } from './one-line.tsx'
import { memberOf } from './ranges.ts'

const switching = ['breaker', 'recloser', 'switch', 'fuse']

/** A feeder of a corporation, for its diagram and the map; asked again when something was switched. */
export const usePicture = (corporation: string | undefined, feeder: string | null | undefined, enabled = true) =>
  useQuery({
    queryKey: ['network', 'outage', 'fault', corporation, feeder],
    queryFn: () => get<Picture>(withQuery('/network/picture', { corporation, feeder })),
    enabled: enabled && corporation !== undefined,
    placeholderData: (before) => before,
  })

/**
 * The network as its one-line diagram or as the map, the part without power dark. Choosing a device in either says which.
 * Where the source gave no places on the earth there is only the diagram.
 */
export function NetworkView({
  corporation,
  feeder,
  out,
  still,
  marked,
  onPick,
}: {
  corporation: string
  feeder: string | null
  out?: string
  still?: string
  marked?: readonly string[]
  onPick?: (mrid: string) => void
}) {
  const { say } = useWords()
  const [view, setView] = useState('diagram')
  const picture = usePicture(corporation, feeder)
  return (
    <Answer query={picture}>
      {(found) => (
        <Stack gap="xs">
          {found.system === 'lonlat' && (
            <SegmentedControl
              className="no-print"
              size="xs"
              value={view}
              onChange={setView}
              aria-label={say('console.picture.view')}
              data={['diagram', 'map'].map((value) => ({ value, label: say(`console.picture.${value}`) }))}
              style={{ alignSelf: 'flex-start' }}
            />
          )}
          {view === 'map' && found.system === 'lonlat' ? (
            <NetworkMap picture={found} out={still ?? out} marked={marked} onPick={onPick} />
          ) : (
            <OneLine picture={found} out={out} still={still} marked={marked} onPick={onPick} />
          )}
          <Legend />
        </Stack>
      )}
    </Answer>
  )
}

function Legend() {
  const { say } = useWords()
  return (
    <ul className="legend">
      {(['lit', 'dark', 'open', 'chosen'] as const).map((look) => (
        <li key={look} data-look={look}>
          {say(`console.picture.${look}`)}
        </li>
      ))}
    </ul>
  )
}

function NetworkMap({
  picture,
  out,
  marked,
  onPick,
}: {
  picture: Picture
  out?: string
  marked?: readonly string[]
  onPick?: (mrid: string) => void
}) {
  const { say } = useWords()
  const features = useMemo(() => featuresOf(picture, out, marked), [picture, out, marked])
  return <MapView features={features} label={say('console.picture.map-label')} onPick={onPick} />
}

/** Lines between nodes that have a place; points for what can be switched, transformers and sources. */
export function featuresOf(picture: Picture, out: string | undefined, marked: readonly string[] = []): Features {
  const isOut = memberOf(out ?? '{}')
  const dark = darkNodes(picture, isOut)
  const chosen = new Set(marked)
  const features: Features['features'] = []
  for (const d of picture.devices) {
    const [a, b] = [picture.nodes[d.from], picture.nodes[d.to]]
    const look: Look = chosen.has(d.mrid)
      ? 'chosen'
      : d.open
        ? 'open'
        : (d.transformer_id !== null && isOut(d.transformer_id)) || dark[d.to] === 1
          ? 'dark'
          : 'lit'
    const properties = { id: d.mrid, title: `${d.mrid} · ${d.name}`, look }
    if (a && b && a.x !== null && a.y !== null && b.x !== null && b.y !== null && (a.x !== b.x || a.y !== b.y))
      features.push({
        type: 'Feature',
        properties: { ...properties, weight: 0 },
        geometry: {
          type: 'LineString',
          coordinates: [
            [a.x, a.y],
            [b.x, b.y],
          ],
        },
      })
    if (d.kind !== 'line' && b && b.x !== null && b.y !== null)
      features.push({
        type: 'Feature',
        properties: { ...properties, weight: d.kind === 'source' ? 4 : switching.includes(d.kind) ? 2 : 0 },
        geometry: { type: 'Point', coordinates: [b.x, b.y] },
      })
  }
  return { type: 'FeatureCollection', features }
}
