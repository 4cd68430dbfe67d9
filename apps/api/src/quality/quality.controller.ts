import { Body, Controller, Get, Inject, Put, Query, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Idempotency } from '#persistence/act';
import {
  previewSettings,
  readQualitySettings,
  setQualitySettings,
  type QualitySettings,
  type SetQuality,
  type SettingsPreview,
} from '#persistence/repositories/quality-settings';
import { readRuleOutcomes, type RuleOutcomeRow } from '#persistence/repositories/rule-outcomes';
import { Capacity, type ActingCapacity } from '../auth/capacity.ts';
import { May } from '../auth/may.ts';
import { ActsService } from '../database/acts.service.ts';
import type { ActAnswer } from '../http/act-answer.ts';
import { Idempotent } from '../http/idempotency.ts';
import { Sends } from '../openapi/routes.ts';
import { outcomesCsv, outcomesWorkbook, ruleText } from './outcomes-file.ts';
import { OutcomesFileQuery, OutcomesQuery, SetThresholdsBody, ThresholdsBody } from './quality.inputs.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

interface OutcomeItem extends RuleOutcomeRow {
  readonly text: string;
  readonly acceptedShare: number | null;
}

@ApiTags('quality')
@Controller('quality')
export class QualityController {
  constructor(@Inject(ActsService) private readonly acts: ActsService) {}

  /** How often people took what a rule had suggested, per province and over time. */
  @May('quality.read')
  @Get('outcomes')
  async outcomes(
    @Capacity() actor: ActingCapacity,
    @Query() query: OutcomesQuery,
  ): Promise<{ items: OutcomeItem[] }> {
    const rows = await this.#outcomes(actor, query);
    return {
      items: rows.map((row) => ({
        ...row,
        text: ruleText(row.rule),
        acceptedShare:
          row.suggested === 0 ? null : Math.round((row.accepted / row.suggested) * 10_000) / 10_000,
      })),
    };
  }

  /** The same for a spreadsheet. */
  @May('quality.read')
  @Sends('text/csv', XLSX)
  @Get('outcomes/file')
  async file(
    @Capacity() actor: ActingCapacity,
    @Query() { format, ...query }: OutcomesFileQuery,
  ): Promise<StreamableFile> {
    const rows = await this.#outcomes(actor, query);
    const csv = format === 'csv';
    return new StreamableFile(csv ? Buffer.from(outcomesCsv(rows)) : await outcomesWorkbook(rows), {
      type: csv ? 'text/csv; charset=utf-8' : XLSX,
      disposition: `attachment; filename="quy-tac.${format}"`,
    });
  }

  /** The thresholds in force in the province of the post. */
  @May('quality.read')
  @Get('settings')
  settings(@Capacity() actor: ActingCapacity): Promise<SetQuality> {
    return this.acts.read(actor, (sql) => readQualitySettings(sql, actor.office.provinceCode));
  }

  /** What other thresholds would have done to the latest answers of the population database. Changes nothing. */
  @May('quality.read')
  @Get('settings/preview')
  preview(@Capacity() actor: ActingCapacity, @Query() query: ThresholdsBody): Promise<SettingsPreview> {
    return this.acts.read(actor, (sql) => previewSettings(sql, actor.office.provinceCode, thresholds(query)));
  }

  /** Sets the province's thresholds, with the reason; what the next comparisons and searches go by. */
  @May('quality.set')
  @Put('settings')
  set(
    @Capacity() actor: ActingCapacity,
    @Body() { reason, version, ...body }: SetThresholdsBody,
    @Idempotent() idempotency: Idempotency,
  ): Promise<ActAnswer<SetQuality>> {
    return this.acts.run({ actor, idempotency }, (act) =>
      setQualitySettings(act, actor.office.provinceCode, {
        ...thresholds(body),
        reason,
        expectedVersion: version,
      }),
    );
  }

  #outcomes(actor: ActingCapacity, { from, to, period = 'month' }: OutcomesQuery): Promise<RuleOutcomeRow[]> {
    return this.acts.read(actor, (sql) =>
      readRuleOutcomes(sql, { from: from ?? null, to: to ?? null, period }),
    );
  }
}

function thresholds({ alike, duplicate }: ThresholdsBody): QualitySettings {
  return { alike: alike / 100, duplicate: duplicate / 100 };
}
