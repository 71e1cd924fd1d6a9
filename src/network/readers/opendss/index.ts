import { emptyModel, type NetworkModel } from '../../model.ts'
import { readCircuit } from './circuit.ts'
import { fillModel } from './network.ts'

/**
 * Reads an OpenDSS script (the master file of a feeder) with all that it redirects to.
 *
 * Lines are lines, or switches, fuses, reclosers and breakers where `switch=yes` or a control says so; a line that is
 * not enabled is a line that is normally open, because that is how such files write their open switches. Transformers,
 * series reactors and series capacitors pass supply on; what else stands in the circuit is counted as ignored.
 * @throws Problem `imports/no-file`, `network/redirect-*`, `network/truncated`, `network/not-text`
 */
export async function readOpenDss(path: string): Promise<NetworkModel> {
  const model = emptyModel('opendss')
  const circuit = await readCircuit(path, model)
  fillModel(model, circuit)
  return model
}
